from ninja import Router

from supervision.api.action import router as actions
from supervision.api.agenda import router as agenda
from supervision.api.agreement import router as agreements
from supervision.api.attached_page import router as attached_pages
from supervision.api.calendar import router as calendar
from supervision.api.officers import router as officers
from supervision.api.own_form import router as own_forms
from supervision.api.paper import router as paper
from supervision.api.participant import router as participants
from supervision.api.planning import router as planning
from supervision.api.record import router as records
from supervision.api.rights import router as rights
from supervision.api.session import router as sessions
from supervision.api.tapped import router as tapped
from supervision.api.writing import router as writing

router = Router(tags=["Supervision"])
router.add_router("", agreements)
router.add_router("", participants)
router.add_router("", sessions)
router.add_router("", records)
router.add_router("", actions)
router.add_router("", attached_pages)
router.add_router("", paper)
router.add_router("", tapped)
router.add_router("", writing)
router.add_router("", rights)
router.add_router("/officers", officers)
router.add_router("", planning)
router.add_router("", agenda)
router.add_router("", calendar)
router.add_router("", own_forms)
