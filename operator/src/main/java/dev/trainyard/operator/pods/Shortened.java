package dev.trainyard.operator.pods;

/** Text of others that is copied: an object with all of it could be too big for the server, and too many for memory. */
public final class Shortened {
    private static final String CUT = "…";

    /** Returns the text, or its beginning and an ellipsis in at most so many UTF-16 units, at least two. */
    public static String to(int longest, String text) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - CUT.length();
        // Not within a character.
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    private Shortened() {}
}
