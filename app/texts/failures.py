"""What is said where a request failed and its error has no words of its own."""

from collections.abc import Mapping

# By the HTTP status.
MESSAGES: Mapping[int, str] = {
    400: "The request could not be understood. Go back, reload the page and try again.",
    404: "There is no such page. Check the address, or begin from the map.",
    405: "This address does not take that kind of request.",
    415: "This kind of content is not accepted here.",
    429: "Too many requests in a short time. Wait a minute and try again.",
    500: "Something broke on our side. It is recorded; try again in a few minutes.",
    503: "The service is resting for a moment. What you typed is kept in your browser; "
    "try again in a minute.",
}

TOO_LONG = (
    "This took too long and was stopped; nothing was changed. Try again in a minute, or choose a "
    "shorter period or a smaller part of the map."
)
