package dev.trainyard.operator.reconcile;

/** The world has moved on between looking and acting, or something that is expected to come is not there yet. */
final class TryAgain extends RuntimeException {
    TryAgain(String message) {
        super(message);
    }
}
