"""Ids of the nets that make templates: names alone, so that what only compares ids loads no library of numbers.

An id is sealed with every template. It names the weights: other weights are another net.
"""

SFACE = "opencv-zoo-sface-2021dec"
CAMPPLUS = "3d-speaker-campplus-zh-en-16k-common-advanced"
DLIB_RESNET = "dlib-resnet-v1"
GE2E = "ge2e-resemblyzer-0.1.4"
ECAPA = "speechbrain-spkrec-ecapa-voxceleb-0f99f2d"
W600K_R50 = "insightface-buffalo_l-w600k_r50"
