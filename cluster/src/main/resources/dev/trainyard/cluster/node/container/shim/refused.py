"""What ends a start that the machine or the pod's spec does not allow."""


class Refused(Exception):
    """The text is for a person."""
