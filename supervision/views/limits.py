"""The limits of confidence: every page on which somebody writes or signs shows them."""

from supervision.enums import LIMITS_IN_ONE_SENTENCE, LIMITS_OF_CONFIDENCE

LIMITS = {"limits": LIMITS_OF_CONFIDENCE, "limits_in_one": LIMITS_IN_ONE_SENTENCE}
