"""The likeness reference of the fake service: a grey square and one second of silence. It shows no person."""

import base64
import io
import wave

from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2
from cameo_client.render_grant_claims import Modality, RenderGrantClaims

SILENCE_RATE_HZ = 16_000

_GREY_JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBk"
    "eFxlZ2P/wAALCAAIAAgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEG"
    "E1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJ"
    "ipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/ACv/2Q=="
)
"""8 by 8 pixels."""


def bundles(claims: RenderGrantClaims) -> list[pb.IdentityBundle]:
    """One identity bundle for each person of the grant, with the modalities that the grant names."""
    face = [pb.ReferenceFrame(pose=pb.FRAME_POSE_FRONT, jpeg=_GREY_JPEG)]
    voice = _silence()
    return [
        pb.IdentityBundle(
            subject_id=str(granted.subject_id),
            enrollment_version=granted.enrollment_version,
            frames=face if Modality.FACE in claims.modalities else [],
            voice_wav=voice if Modality.VOICE in claims.modalities else b"",
            assurance=terms_pb2.ASSURANCE_DEMO,
        )
        for granted in claims.subjects
    ]


def _silence() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as voice:
        voice.setnchannels(1)
        voice.setsampwidth(2)
        voice.setframerate(SILENCE_RATE_HZ)
        voice.writeframes(bytes(2 * SILENCE_RATE_HZ))
    return file.getvalue()
