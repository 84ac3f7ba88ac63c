"""`cameo reviews | answer-review`: the operator's reviewers and how far behind they are."""

import json
from typing import Annotated

import typer
from google.protobuf.json_format import MessageToDict
from google.protobuf.timestamp_pb2 import Timestamp
from rich.console import Console
from rich.table import Table

from cameo_client.pb.cameo.v1 import content_class_pb2 as content_class
from cameo_client.pb.cameo.v1 import review_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli.connection import CHECKS, AsJson, Server, new_request_id, reached
from cameo_service.cli.consent import chosen
from cameo_service.cli.held import Question
from cameo_service.cli.reply import told

VERDICTS = ("no_objection", "objection")


def reviews(server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Show the renders that wait for a reviewer, and the backlog."""
    with reached(server) as callers:
        reply = callers.review().list_reviews(pb.ListReviewsRequest())
    if as_json:
        typer.echo(json.dumps(MessageToDict(reply)))
        return
    Console().print(_table(reply))
    since = f", the oldest since {_minute(reply.oldest_ask_time)} UTC" if reply.backlog else ""
    Console().print(f"{reply.backlog} wait{since}.", markup=False)


def answer_review(
    review: Question,
    verdict: Annotated[str, typer.Argument(help=" | ".join(VERDICTS))],
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Object to a render, or do not. No objection is nobody's yes: whoever is shown still decides."""
    said = f"REVIEW_VERDICT_{chosen(verdict, VERDICTS)}"
    with reached(server) as callers:
        request = pb.AnswerReviewRequest(review_id=review, verdict=said, request_id=new_request_id())
        reply = callers.review().answer_review(request)
    told(reply, f"Answered: {verdict}.", as_json=as_json)


def _table(reply: pb.ListReviewsResponse) -> Table:
    table = Table("asked (UTC)", "use", "about", "prompt", "review", title="Reviews")
    for row in reply.reviews:
        use = terms.Use.Name(row.use).removeprefix("USE_").lower()
        names = [content_class.ContentClass.Name(label).removeprefix("CONTENT_CLASS_").lower() for label in row.classes]
        table.add_row(_minute(row.ask_time), use, ", ".join(names), row.prompt, row.review_id.hex())
    return table


def _minute(time: Timestamp) -> str:
    return time.ToDatetime().strftime("%Y-%m-%d %H:%M")
