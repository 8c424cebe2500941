"""The one way in which a check says no."""

from typing import Literal

Action = Literal["retry", "slow_down", "stop", "tell_a_person", "fix"]


class Refused(Exception):
    """An anticipated no: nothing was changed, and the caller learns what to do about it.

    `code` is stable and snake_case (screens translate by it), `sentence` is English for people and logs and
    never holds message content, `action` says what helps.
    """

    def __init__(self, code: str, sentence: str, action: Action = "fix") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.action: Action = action


class NotFound(Refused):
    """What does not exist and what belongs to somebody else answer alike."""

    def __init__(self, noun: str) -> None:
        super().__init__("not_found", f"There is no such {noun} here.", "stop")


class Forbidden(Refused):
    """Seen, but not to be done by this role."""

    def __init__(self, sentence: str) -> None:
        super().__init__("forbidden", sentence, "tell_a_person")
