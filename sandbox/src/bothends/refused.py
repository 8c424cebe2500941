"""A refusal of the control API: a code for programs, a sentence for people, and nothing has changed."""


class Refused(Exception):
    def __init__(self, code: str, message: str, http: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.http = code, message, http

    @classmethod
    def conflict(cls, code: str, message: str) -> "Refused":
        return cls(code, message, 409)

    @classmethod
    def missing(cls, what: str, name: str) -> "Refused":
        return cls(f"no_such_{what}", f"There is no {what} {name!r} in this sandbox.", 404)
