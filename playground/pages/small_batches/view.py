"""Small batches: gradients from a few samples, how far they stray, and what they save."""

import time

import streamlit as st

from playground.language import _
from playground.ui.runs.scheduler import SCHEDULER
from playground.ui.shell.live_screen import LiveScreen
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.views.static_charts import static_charts
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting

from . import PAGE
from .batch_gradients import BATCHES
from .by_the_clock import SECONDS, timed
from .lesson import SMALL_BATCHES as LESSON
from .lesson import Timed
from .scene import timed_view


def explanation() -> None:
    """What a batch is, why its gradient strays as it does, and what that is good for."""
    st.subheader(say(_("Why a few samples are enough")))
    batches = _("""
The gradient of the cost is a mean over all samples. The mean over a few of them, a *batch*, is an estimate of it: right
on average, but each time off by chance. The samples are put into a random order and cut into batches; when each of them
has been in one, an *epoch* is over, and they are shuffled again. How far batches of b of the m samples stray is their
*typical distance*, the root of the mean squared distance of their gradients from that of all. Let S be that of single
samples:
""")
    st.markdown(say(batches))
    st.latex(say(_(r"\text{distance}(b) = \frac{S}{\sqrt{b}} \cdot \sqrt{\frac{m - b}{m - 1}}\,")))
    consequences = _(
        """
With the first factor alone, four times as many samples halve the distance. The second is there because no sample is in
a batch twice: a batch of all has nothing left to chance. Both lines are computed from the gradients of all single
samples; the open circles are measured with {batches} random batches of each size.

- **Steps are cheap.** With b samples an update is less work, so more updates fit into the same time, and while the
  gradient is long more of them go down than up.
- **Near a low point they do not settle.** The full gradient gets shorter, but the distance need not: then noise
  dominates, and the cost stays above what all samples would reach. A smaller learning rate averages over more batches,
  and a rate that falls brings the run to rest.
- **By the clock** every update takes a certain time, however few samples it looks at. So among 400 samples a small
  batch saves little; among 40,000, where an update with all is much more work, it saves most of it.
""",
        batches=BATCHES,
    )
    st.markdown(say(consequences))


def show() -> None:
    """Show the page to one visitor."""
    open_page(PAGE)
    controls = page_controls(PAGE)
    screen = LiveScreen(PAGE, controls)
    screen.show()

    def begin() -> None:
        """Time the runs, from the first one on."""
        st.session_state["batches_timings"] = asked(), ()
        st.session_state["batches_timing"] = True

    def asked() -> tuple:
        """What is to be timed: recipes, and how many samples."""
        recipes = [each.recipe for each in LESSON.experiment(controls.chosen).values()]
        return recipes, int(controls.settings(Timed).timed_samples)

    def by_the_clock() -> None:
        """The same runs against seconds."""
        st.header(say(_("By the clock")))
        question = _(
            "An update with a small batch is less work. The same three runs, but on as many samples as you choose. "
            "Which cost will be lowest after {seconds:g} seconds? Compare 400 samples with 40,000.",
            seconds=SECONDS,
        )
        st.info(say(question), icon=":material/help:")
        help = _("Train each run for {seconds:g} seconds on the machine that serves this page.", seconds=SECONDS)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            controls.draw("timed_samples")
            st.button(
                say(_("Measure again") if timings and not busy else _("Measure")),
                key="batches_measure",
                icon=":material/timer:",
                on_click=begin,
                disabled=busy,
                help=say(help),
            )
        if timings:
            static_charts(timed_view(timings, LESSON.experiment(controls.chosen)), key="batches_charts")

    key = asked()
    of, timings = st.session_state.get("batches_timings", (key, ()))
    if of != key:  # of other runs
        timings = ()
        st.session_state.pop("batches_timing", None)
    busy = "batches_timing" in st.session_state
    if not presenting():
        if controls.teacher.needs("timed_samples"):
            by_the_clock()
        explanation()
    close_page(PAGE, controls)
    screen.ends()

    if busy:
        # Last, so that the page is there while it works; in a turn, so that nobody else's work is measured.
        recipes, samples = key
        if len(timings) < len(recipes):
            with SCHEDULER.time_slice(controls.session) as time_slice:
                timing = timed(recipes[len(timings)], samples)
            st.session_state["batches_timings"] = key, (*timings, timing)
            time.sleep(time_slice.retry_after)
        else:
            del st.session_state["batches_timing"]
        st.rerun()
