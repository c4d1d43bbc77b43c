import inspect

import pytest
from playground.ui.unsent import all_is_sent
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from playground.ui.page import set_up_process


def text(place, words, fragment=""):
    message = ForwardMsg()
    message.metadata.delta_path.extend([0, place])
    message.delta.fragment_id = fragment
    message.delta.new_element.text.body = words
    return message


def said(messages):
    return [each.delta.new_element.text.body for each in messages if each.HasField("delta")]


@pytest.fixture
def queue(monkeypatch):
    """Of a page with a fragment between two texts, of which a run has just ended, and a run of a fragment before."""
    monkeypatch.setattr(ForwardMsgQueue, "clear", inspect.unwrap(ForwardMsgQueue.clear))  # as Streamlit has it
    all_is_sent()
    queue = ForwardMsgQueue()
    queue.enqueue(ForwardMsg(script_finished=ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY))
    for each in (text(0, "before"), text(1, "in the fragment", "part"), text(2, "after")):
        queue.enqueue(each)
    queue.enqueue(ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY))
    return queue


def test_what_a_fragment_has_said_stays_before_what_follows_on_the_page(queue):
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["part"])
    queue.enqueue(text(1, "in the fragment again", "part"))
    sent = queue.flush()
    assert said(sent) == ["before", "in the fragment", "after", "in the fragment again"]
    ends = [each.script_finished for each in sent if each.HasField("script_finished")]
    # As they were: only after a success does a browser take off what is old.
    assert ends == [ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY, ForwardMsg.FINISHED_SUCCESSFULLY]
    assert queue.is_empty()


def test_a_run_of_the_whole_page_takes_the_place_of_all(queue):
    queue.clear(retain_lifecycle_msgs=True)
    queue.enqueue(text(0, "another page"))
    sent = queue.flush()
    assert said(sent) == ["another page"]
    assert {each.script_finished for each in sent[:-1]} == {ForwardMsg.FINISHED_EARLY_FOR_RERUN}


def test_an_app_has_it():
    set_up_process()
    assert inspect.unwrap(ForwardMsgQueue.clear) is not ForwardMsgQueue.clear
