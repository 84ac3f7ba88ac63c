"""What a person in front of a camera is told on the terminal."""

from rich.console import Console

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb


def tell(console: Console, reply: pb.RecordEnrollmentResponse) -> None:
    """One line a prompt or hint, and when the camera may stop."""
    kind = reply.WhichOneof("message")
    if kind == "finished":
        console.print("  recorded; judging ...", style="dim")
    elif kind == "prompt":
        asked = reply.prompt
        side = pb.Direction.Name(asked.direction).removeprefix("DIRECTION_").lower()
        what = f'say "{asked.text}"' if asked.text else f"turn your head to your {side}"
        console.print(f"  prompt: {what} (within {asked.window.ToTimedelta().total_seconds():.1f} s)", markup=False)
    elif kind == "hint":
        console.print(f"  hint: {reply.hint.text}", markup=False)
