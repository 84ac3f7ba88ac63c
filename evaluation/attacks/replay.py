"""A recording that the service has seen before, handed in again, plain or disguised (rows 6 and 7)."""

import io
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import av
import cv2
import numpy as np

from evaluation.attacks.clip import Clip, as_image, encoded
from evaluation.attacks.species import (
    Kind,
    Make,
    Material,
    Need,
    Presentation,
    Species,
    asks_what_is_said,
)
from evaluation.attacks.timing import slowed
from evaluation.subject.media_files import SOUND_RATE_HZ, Container

TRIMMED_S = 0.3
CROPPED = 0.03
GAMMA = 1.1
POOR_QUALITY = 0.25
FASTER = 1.01


def identical(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 7: the very bytes of an earlier recording."""
    del rng
    first = encoded(material.clip)
    return Presentation(first, asks_what_is_said(material.clip.transcript), (first,))


def trimmed(clip: Clip) -> Clip:
    """Without the first 0.3 s."""
    skip = next(at for at, media_s in enumerate(clip.times_s) if media_s >= TRIMMED_S)
    start_s = clip.times_s[skip]
    times_s = tuple(media_s - start_s for media_s in clip.times_s[skip:])
    sound = clip.samples[round(start_s * SOUND_RATE_HZ) :]
    return replace(clip, times_s=times_s, images=clip.images[skip:], samples=sound)


def flipped(clip: Clip) -> Clip:
    """Left and right exchanged."""
    return replace(clip, images=[as_image(image[:, ::-1]) for image in clip.images])


def cropped(clip: Clip) -> Clip:
    """Three per cent off every side, scaled back."""
    width, height = clip.size
    left, top = round(width * CROPPED), round(height * CROPPED)
    inner = [image[top : height - top, left : width - left] for image in clip.images]
    return replace(clip, images=[as_image(cv2.resize(image, clip.size)) for image in inner])


def brighter(clip: Clip) -> Clip:
    """Another gamma."""
    table = as_image(255 * (np.arange(256) / 255) ** (1 / GAMMA))
    return replace(clip, images=[as_image(cv2.LUT(image, table)) for image in clip.images])


def retimed(clip: Clip) -> Clip:
    """At 25 pictures a second, and the sound one per cent faster."""
    times_s = np.arange(0, clip.times_s[-1], 1 / 25)
    nearest = np.searchsorted(clip.times_s, times_s).clip(max=len(clip.images) - 1)
    images = [clip.images[int(at)] for at in nearest]
    return replace(clip, times_s=tuple(times_s.tolist()), images=images, samples=slowed(clip.samples, 1 / FASTER))


def recompressed(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 7: in another codec, at a quarter of the bits."""
    del rng
    clip = material.clip
    poor = encoded(clip, Container.MP4, POOR_QUALITY)
    return Presentation(poor, asks_what_is_said(clip.transcript), (encoded(clip),))


def virtual_camera(material: Material, rng: np.random.Generator) -> Presentation:
    """Row 6: what a virtual camera feeds in: no sensor noise, perfectly regular times, a foreign encoder's name."""
    del rng
    clip = material.clip
    times_s = tuple(at / 30 for at in range(int(clip.times_s[-1] * 30)))
    nearest = np.searchsorted(clip.times_s, times_s).clip(max=len(clip.images) - 1)
    smooth = [as_image(cv2.bilateralFilter(image, 5, 18, 3)) for image in clip.images]
    fed = replace(clip, times_s=times_s, images=[smooth[int(at)] for at in nearest])
    media = tagged(encoded(fed, Container.MP4), "OBS Virtual Camera")
    return Presentation(media, asks_what_is_said(clip.transcript))


def tagged(media: bytes, encoder: str) -> bytes:
    """An MP4 with the same packets and this name of an encoder."""
    outlet = io.BytesIO()
    with av.open(io.BytesIO(media), "r") as source, av.open(outlet, "w", format="mp4") as target:
        target.metadata["encoder"] = encoder
        target.metadata["comment"] = encoder
        streams = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.dts is None:
                continue
            packet.stream = streams[packet.stream.index]
            packet.time_base = packet.time_base or Fraction(1, SOUND_RATE_HZ)
            target.mux(packet)
    return outlet.getvalue()


def _again(change: Callable[[Clip], Clip]) -> Make:
    def make(material: Material, rng: np.random.Generator) -> Presentation:
        del rng
        changed = encoded(change(material.clip))
        return Presentation(changed, asks_what_is_said(material.clip.transcript), (encoded(material.clip),))

    return make


_FACE = frozenset({Need.FACE})
SPECIES = (
    Species("replay, identical", 7, Kind.INJECTION, _FACE, identical),
    Species("replay, trimmed", 7, Kind.INJECTION, _FACE, _again(trimmed)),
    Species("replay, flipped", 7, Kind.INJECTION, _FACE, _again(flipped)),
    Species("replay, cropped", 7, Kind.INJECTION, _FACE, _again(cropped)),
    Species("replay, brighter", 7, Kind.INJECTION, _FACE, _again(brighter)),
    Species("replay, re-timed", 7, Kind.INJECTION, _FACE, _again(retimed)),
    Species("replay, re-compressed", 7, Kind.INJECTION, _FACE, recompressed),
    Species("virtual camera", 6, Kind.INJECTION, _FACE, virtual_camera),
)
