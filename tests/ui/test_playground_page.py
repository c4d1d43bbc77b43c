"""The playground page's logic, without a browser: what each control and button does."""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from playground.training import Config, View

ROOT = Path(__file__).parents[2]

OTHER = Config(
    dataset="moons",
    noise=0.35,
    samples=200,
    data_seed=5,
    test_share=25,
    activation="relu",
    depth=2,
    n_h=7,
    initialisation="he",
    scale=0.5,
    seed=9,
    learning_rate=0.2,
    limit=500,
)
"""A value for each setting that is not its default."""

OTHER_VIEW = View(speed="20", hard=True, log_cost=True)


def opened(**link: str) -> AppTest:
    """The page, opened with this link."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    for name, value in link.items():
        app.query_params[name] = value
    return shown(app)


def shown(app: AppTest) -> AppTest:
    """The page, run once more without a fault."""
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> None:
    app.button(key=key).click()
    shown(app)


def player(app: AppTest) -> Any:
    return app.session_state["player"]


def sent(app: AppTest) -> dict[str, Any]:
    """What the live chart was sent."""
    (chart,) = app.get("bidi_component")
    return json.loads(chart.proto.json)


def metrics(app: AppTest) -> dict[str, str]:
    data = sent(app)
    return dict(zip(data["metrics"], data["now"]["texts"], strict=True))


def test_first_visit():
    app = opened()
    assert player(app).run.config == Config()
    assert metrics(app) == {"Iteration": "0", "Cost": "0.6930", "Train accuracy": "59.8 %", "Test accuracy": "–"}
    assert not sent(app)["playing"]
    assert not app.warning
    assert not app.error
    assert app.query_params == {}


def test_after_a_thousand_iterations():
    app = opened()
    player(app).run.advance(1000)
    shown(app)
    assert metrics(app)["Iteration"] == "1,000"
    assert metrics(app)["Cost"] == "0.2881"


@pytest.mark.parametrize("name", [field.name for field in fields(Config)])
def test_each_control(name):
    app = opened()
    before = sent(app)["run"]
    value = getattr(OTHER, name)
    app.get_by_key(name).set_value(str(value) if name in ("scale", "learning_rate") else value)
    shown(app)
    config = player(app).run.config
    assert config == replace(Config(), **{name: value})
    assert (sent(app)["run"] == before) == config.starts_as(Config())
    assert app.get_by_key(name).proto.query_param_key == name  # the browser writes the link


@pytest.mark.parametrize("name", [field.name for field in fields(View)])
def test_each_control_of_the_view(name):
    app = opened()
    before = sent(app)
    app.get_by_key(name).set_value(getattr(OTHER_VIEW, name))
    shown(app)
    after = sent(app)
    assert player(app).view == replace(View(), **{name: getattr(OTHER_VIEW, name)})
    assert after["run"] == before["run"]
    assert (after["rate"], after["now"]["images"], after["charts"]) != (
        before["rate"],
        before["now"]["images"],
        before["charts"],
    )


def test_every_control_has_a_label_and_a_help():
    app = opened()
    for table in (Config, View):
        for field in fields(table):
            widget = app.get_by_key(field.name)
            assert widget.label
            assert widget.help


def test_link_with_every_setting():
    values = {f.name: getattr(settings, f.name) for settings in (OTHER, OTHER_VIEW) for f in fields(settings)}
    app = opened(
        **{name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in values.items()}
    )
    assert player(app).run.config == OTHER
    assert player(app).view == OTHER_VIEW
    assert not app.warning


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dataset", "cats"),
        ("noise", "nan"),
        ("noise", "-1"),
        ("samples", "1e9"),
        ("n_h", "0"),
        ("n_h", "four"),
        ("depth", "5"),
        ("learning_rate", "inf"),
        ("learning_rate", ""),
        ("scale", "0"),
        ("seed", "-3"),
        ("seed", "99999999999999999999"),
        ("limit", "<script>alert(1)</script>"),
        ("speed", "7"),
        ("hard", "maybe"),
        ("colour", "red"),
        ("n_h", "9" * 5000),
    ],
)
def test_link_that_cannot_be_used(name, value):
    app = opened(**{name: value})
    assert player(app).run.config == Config()
    assert player(app).view == View()
    (warning,) = app.warning
    text = warning.value.replace("\\", "")
    assert value[:40] in text or name == "colour"
    assert len(text) < 400


def test_value_that_no_widget_would_send():
    app = opened()
    app.session_state["n_h"] = 10**9
    app.run()
    assert player(app).run.config == Config()


def test_learning_rate_off_the_list():
    app = opened(learning_rate="0.123")
    assert player(app).run.config.learning_rate == 0.123
    assert not app.error
    app = opened(learning_rate="fast")
    assert player(app).run.config.learning_rate == Config().learning_rate
    assert "needed is a number from 0.0001 to 100. 1.2 is in effect" in app.error[0].value


def test_play_and_pause():
    app = opened()
    press(app, "play")
    assert sent(app)["playing"]
    assert app.button(key="play").label == "Pause"
    assert app.button(key="step").disabled
    press(app, "play")
    assert not sent(app)["playing"]
    assert app.button(key="play").label == "Play"


def test_step_and_reset():
    app = opened()
    run = sent(app)["run"]
    for iteration in ("1", "2"):
        press(app, "step")
        assert metrics(app)["Iteration"] == iteration
        assert sent(app)["run"] == run
    first = opened()
    press(app, "reset")
    assert metrics(app) == metrics(first)
    assert sent(app)["now"] == sent(first)["now"]
    assert sent(app)["run"] != run


def test_new_weights_take_the_next_seed_and_keep_playing():
    app = opened()
    before = sent(app)["now"]
    press(app, "play")
    press(app, "new_weights")
    assert player(app).run.config == replace(Config(), seed=3)
    assert app.query_params["seed"] in ("3", ["3"])
    assert sent(app)["playing"]
    assert sent(app)["now"]["images"] != before["images"]


def test_limit():
    app = opened(limit="50")
    player(app).run.advance(80)
    shown(app)
    assert metrics(app)["Iteration"] == "50"
    assert "limit of 50 iterations" in app.info[0].value
    assert app.button(key="play").disabled
    app.number_input(key="limit").set_value(60)
    shown(app)
    assert not app.info
    assert not app.button(key="play").disabled


def test_divergence():
    app = opened(activation="leaky_relu", initialisation="he", learning_rate="50")
    player(app).run.advance(500)
    shown(app)
    parameter, iteration = player(app).run.divergence
    assert f"{parameter} blew up at iteration {iteration}" in app.error[0].value
    assert "below 50" in app.error[0].value
    assert metrics(app)["Iteration"] == str(iteration - 1)


def test_network_that_cannot_be_built():
    app = opened(depth="0", initialisation="zero_W2")
    assert "has no W2" in app.error[0].value
    app.get_by_key("depth").set_value(1)
    shown(app)
    assert not app.error
    assert player(app).run.config.initialisation == "zero_W2"


def test_scale_is_off_where_it_has_no_effect():
    assert opened(initialisation="xavier").get_by_key("scale").disabled
    assert not opened(initialisation="constant").get_by_key("scale").disabled


def test_the_code_is_the_code():
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    shown(app)
    app.switch_page("pages/the_code.py")
    shown(app)
    source = "".join(file.read_text() for file in (ROOT / "playground/nn").glob("*.py"))
    lines = [line.strip() for block in app.code for line in block.value.splitlines()]
    assert len(lines) > 20
    assert all(line in source for line in lines)
