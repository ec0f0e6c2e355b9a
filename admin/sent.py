"""What a letter that went out told, and whom, by its topic: a line of what happened to a booking."""

from admin.speech import Words, _l

SENT: dict[str, Words] = {
    "pass": _l("Sent a guest the pass"),
    "pass_withdrawn": _l("Told a guest that the pass no longer counts"),
    "gate_arrival": _l("The gate has seen the arrival"),
    "reception_asked": _l("Reception has seen that somebody waits"),
    "host_visit": _l("Sent the host the calendar entry"),
    "host_visit_off": _l("Took the visit out of a host's calendar"),
    "car": _l("Told host and driver of the car"),
    "approval_asked": _l("Asked somebody to decide"),
    "approval_nobody": _l("Told who can help that nobody can be asked to decide"),
    "approval_out_of_time": _l("Told who waited for an answer that nobody had decided in time"),
    "booking_declined": _l("Told who asked for the visit of the decision"),
    "invited_visit_off": _l("Told the invited visitor that the visit does not take place"),
    "visit_notice": _l("Sent a department or reception the visit notice"),
    "visit_notice_withdrawn": _l("Told a department or reception that the visit changes or is off"),
    "papers_due": _l("Reminded of the papers"),
    "papers_overdue": _l("Reminded that the papers are overdue"),
    "overstay_host": _l("Reminded the host that the visit's time is over"),
    "overstay_gate": _l("The gate has seen that somebody stays too long"),
    "task_reminder": _l("Reminded of a task of reception"),
    "task_late": _l("Told a manager of a task that is late"),
    "itinerary": _l("Sent the itinerary"),
    "itinerary_off": _l("Told a colleague that the visit is off"),
    "itinerary_taken_back": _l("Told a colleague that they no longer take part"),
    "message": _l("Sent the host what the visitor left"),
    "message_reminder": _l("Asked somebody for the answer to a message"),
    "message_answer": _l("Sent the visitor the answer"),
}
