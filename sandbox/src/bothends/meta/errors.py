"""Errors in Meta's shape (Meta: Cloud API error codes; OpenAPI GraphAPIError)."""

from typing import Any

from bothends.meta.codes import code


class GraphError(Exception):
    """`number` is Meta's code; `details` says what is wrong here."""

    def __init__(
        self,
        number: int,
        details: str | None = None,
        *,
        http: int | None = None,
        subcode: int | None = None,
        message: str | None = None,
    ) -> None:
        known = code(number)
        super().__init__(details or known.details)
        self.number, self.subcode = number, subcode
        self.http = http or known.http
        self.message = message or f"(#{number}) {known.title}"
        self.details = details or known.details

    def body(self, trace: str) -> dict[str, Any]:
        error: dict[str, Any] = {"message": self.message, "type": "OAuthException", "code": self.number}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.number > 999:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.number in (2, 4):
            error["is_transient"] = True
        return {"error": {**error, "fbtrace_id": trace}}


def missing(name: str) -> GraphError:
    return GraphError(131008, f"The parameter {name} is required.")


def bad(details: str) -> GraphError:
    return GraphError(131009, details)


def no_such_node(node: str, method: str = "get") -> GraphError:
    """Meta says the same of ids that do not exist and of ids the token may not see."""
    text = (
        f"Unsupported {method} request. Object with ID '{node}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation."
    )
    return GraphError(100, text, subcode=33, message=text)


def token_error(text: str, subcode: int | None = None) -> GraphError:
    return GraphError(190, text, subcode=subcode, message=text)
