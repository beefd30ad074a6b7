"""What supervision says in an inbox. Neutral: a sentence may stand on a screen that somebody else sees."""

HOLD_PLACED = "supervision.hold_placed"
HOLD_RELEASED = "supervision.hold_released"
HOLD_DUE = "supervision.hold_due"
DISCLOSED = "supervision.disclosed"
DATA_READY = "supervision.data_ready"
SEAT_PROPOSED = "supervision.seat_proposed"
SEAT_TAKEN = "supervision.seat_taken"
SEAT_CLOSED = "supervision.seat_closed"
SENTENCES = {
    SEAT_PROPOSED: "Somebody asks you a question about your meetings.",
    SEAT_TAKEN: "Something about your meetings has changed.",
    SEAT_CLOSED: "A question about your meetings has its answer.",
    HOLD_PLACED: "Something about your data here has changed.",
    HOLD_RELEASED: "Something about your data here has changed back.",
    HOLD_DUE: "Something you decided is due to be looked at again.",
    DISCLOSED: "There is something you should know about your data here.",
    DATA_READY: "What you asked for is ready.",
    "supervision.meeting_planned": "A meeting was planned.",
    "supervision.meetings_planned": "Several meetings were planned.",
    "supervision.meeting_cancelled": "A meeting was cancelled.",
    "supervision.meetings_cancelled": "Several meetings were cancelled.",
    "supervision.meeting_near": "A meeting is less than a day away.",
    "supervision.times_proposed": "Somebody proposes times for a meeting. Say which fits you.",
}
