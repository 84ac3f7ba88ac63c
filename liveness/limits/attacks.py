"""Every number that decides in a check against attacks: as `liveness.limits.checks` does for the others.

MEASURED: read off the genuine recordings of the development half and attacks made from them (`evaluation`),
5 s and less each. Attacks are simulated: what a number keeps out here is no rate of physical artefacts.
"""

from liveness.limits.checks import Threshold

MEASURED = "development half: 16 genuine recordings of 10 people, and attacks made from 9 of them"

# A living head is no plane: planarity.

FLAT_WATCH_MIN = Threshold(2.5, "seconds of measured face", "GRID sentences last 3 s", "too little to see a head move")
SHAPE_CHANGE_PER_SECOND = Threshold(
    0.0015,
    "change of shape that no plane explains, in distances between the eyes, per second of measured face",
    f"{MEASURED}: 0.0056 and more in 2.9 s; prints 0.0037, cut photos 0.0030, stiff masks 0.0032 and less",
    "flat photos: the geometric mean of what living heads and prints show in 3 s",
)
SHAPE_CHANGE_MIN = Threshold(
    0.009,
    "the same, from 6 s on",
    f"{MEASURED}: 0.012 and more in 5 s and longer; photos 0.0027, prints 0.0068, cut photos 0.0088 and less",
    "as SHAPE_CHANGE_PER_SECOND",
)
MOVEMENT_MIN = Threshold(
    0.02,
    "movement of skin points against each other, in distances between the eyes",
    "genuine clips: 0.012 to 0.019 of 6 talkers who hold their heads, half of it shape; 0.022 and more of 7 others",
    "a person who sits still is asked to move, not called flat; prints turned by 20 degrees and more move by 0.02",
)
CARRIED_MIN = Threshold(
    0.5,
    "share of the face's movement that its surroundings make",
    "half way between a head and paper",
    "a photo held up; a camera in the hand gets there too, so it only asks for more change of shape",
)
SHAPE_CHANGE_CARRIED = Threshold(
    1.5,
    "times the change of shape that is asked for otherwise",
    f"{MEASURED}: where surroundings move along, genuine recordings change by 0.026, prints by 0.0068 and less",
    "prints whose tilt confuses the mesh net",
)

# A head's perspective changes with its distance, a picture's does not: perspective.

CLOSER_MIN = Threshold(
    1.4,
    "size of the face when near over its size before",
    "a choice: from arm's length to half of it doubles the size",
    "faces that hardly move: asked for another try",
)
PERSPECTIVE_MIN = Threshold(
    0.013,
    "change of perspective, as `liveness.checks.perspective.Seen`",
    "six development subjects: heads 0.0142 and more, moved photos and zoomed recordings 0.0113 and less: half way",
    "photos and zoomed recordings; not shown for people",
)
PERSPECTIVE_FLAT = Threshold(
    0.007,
    "the same, up to which a face follows a plane",
    "what moved photos of those six show, 0.0064 and less",
    "as PERSPECTIVE_MIN; between the two nothing is said",
)

# The light of a screen falls on the face, and less on the room: colours.

COLOURS_FOLLOW_MIN = Threshold(
    0.5,
    "correlation of the chroma of each cheek with the colours, -1..1",
    "six development subjects: 0.81 and more before a screen, 0.38 and less of any sequence without",
    "faces that the screen does not light; not shown for people",
)
COLOURS_SHARED_MAX = Threshold(
    0.5,
    "change of the surroundings' chroma over that of the cheeks'",
    "six development subjects: half way between rooms, 0.05 and less, and coloured pictures, 0.97 and more",
    "tinted recordings, and photos on paper that the screen lights; not shown for people",
)

# A living person does not repeat: looped footage.

LOOP_LAG_MIN = Threshold(0.6, "seconds", "longer than a nod", "neighbouring frames look alike")
LOOP_RUN = Threshold(0.5, "seconds of frames in a row", "shorter than a spoken word", "single frames that look alike")
LOOP_LIKENESS_MAX = Threshold(
    0.5,
    "difference to an earlier stretch over the difference to frames 0.15 to 0.35 s away, mean of a run",
    f"{MEASURED}: 0.82 and more; loops 0.33 and less, to and fro 0.35 and less",
    "loops and footage played backwards; no genuine recording",
)
LOOP_STEP_LIKENESS_MAX = Threshold(
    0.85,
    "difference to an earlier stretch over the difference to the frames just before and after, mean of a run",
    f"{MEASURED}: 1.11 and more; loops 0.61 and less, to and fro 0.65 and less",
    "as LOOP_LIKENESS_MAX; spares people who move fast and come back to a pose",
)
SPARSE_STEP = Threshold(
    0.105,
    "seconds between two analysed frames, median",
    "one subject: step_likeness 1.65 and more at 20 pictures a second, 0.98 at 9.4, 0.70 at 8.7; "
    "rendered, at 6 it seemed cut, at 3 its lips were out of sync",
    "cameras in dim light and slow machines: asked for another try, never passed",
)
STALL_CHANGE = Threshold(
    0.25, "change of the picture over its upper quartile", "a choice", "frames that show what the one before showed"
)
STALLED_MAX = Threshold(
    0.45,
    "share of frames below STALL_CHANGE",
    f"{MEASURED}: 0.17 and less (0.37 in one recording of the other half); stalled feeds 0.48 and more",
    "stalled feeds and slow puppets; no genuine recording",
)

# A screen flickers: recapture.

FLICKER_MAX = Threshold(
    7.0,
    "mean absolute luma change, 0..255, median",
    f"{MEASURED}: 7.9 and less, above 3 only a camera carried in the hand; filmed screens 11 and more",
    "filmed screens, together with FLICKER_RETURN_MAX; no genuine recording",
)
FLICKER_RETURN_MAX = Threshold(
    0.2,
    "correlation of each change with the opposite of the next, median",
    f"{MEASURED}: 0.11 and less, 0.0 where FLICKER_MAX is reached; filmed screens 0.30 and more",
    "as FLICKER_MAX",
)

BANDS_MIN = Threshold(
    2.0,
    "change of whole rows against each other, luma 0..255, median",
    f"{MEASURED}: 1.5 and less, 3.8 in one recording whose single cells change by six times that; screens 5.6 and more",
    "rooms lit by the mains, whose bands are fainter; together with IN_ROWS_MAX",
)
IN_ROWS_MAX = Threshold(
    0.42,
    "the same over the change of single cells",
    f"{MEASURED}: 0.34 and less; filmed screens, whose backlight beats with the shutter, 0.52 and more",
    "filmed screens: the geometric mean of the two; no genuine recording",
)

# Nothing is shown twice: replay.

PICTURES_ALIKE_MAX = Threshold(
    0.63,
    "correlation of 15 curves of light at the best shift, -1..1",
    f"{MEASURED}: 0.47 and less in 119 pairs; copies changed in one way 0.78 and more, in all ways at once 0.71",
    "copies; no pair of different recordings",
)
SOUND_ALIKE_MAX = Threshold(
    0.87,
    "correlation of 10 curves of loudness at the best shift, -1..1",
    f"{MEASURED}: 0.78 and less; copies 0.92 and more, but 0.72 and 0.86 of one with room tone that pictures give away",
    "as PICTURES_ALIKE_MAX",
)

# Prints and screens, where the operator chose the net of the pack `print-screen`.

PRINT_SCREEN_LIVE_MIN = Threshold(
    0.5,
    "probability of a living face, 0..1, median over the frontal pictures",
    "living is likelier than print and screen together",
    "genuine clips of the development half refused 0 of 16 of 10 people: single pictures 0.997 and more",
)

# Media passes as fast as time does: media clock.

ARRIVALS_MIN = Threshold(
    2, "chunks in each third of a live recording", "a choice", "too few to tell a late chunk from a slow recording"
)
CLOCK_DRIFT_MAX = Threshold(
    1.2,
    "seconds gained or lost between the first third and the last",
    "recorders hand out chunks of up to 1 s, the error of one reading; clocks of devices differ by 0.01 s a minute",
    "simulated arrivals only: streams at 1.2 times the pace drift by 2 s in 15 s; network delays by nothing",
)
PACE_MAX = Threshold(
    0.05,
    "difference of the pace from 1",
    "CLOCK_DRIFT_MAX over 24 s, about as long as an enrollment",
    "as CLOCK_DRIFT_MAX; long recordings may drift as much as their length explains",
)
