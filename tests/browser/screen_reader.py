"""A page as a screen reader gets it: nothing but the browser's accessibility tree, and keys."""

from typing import Any, NamedTuple

from playwright.sync_api import Page


class Announced(NamedTuple):
    """An element of the tree.

    Attributes
    ----------
    role, name : as they are read aloud
    level : of a heading, otherwise 0
    state : what else is said of it, such as ``focused``, ``pressed`` or ``disabled``, and how loudly it is ``live``
    text : all that is in it, for elements that have no name
    """

    role: str
    name: str
    level: int
    state: dict[str, Any]
    text: str


class Reader:
    """Reads a page, and moves on it by keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._session = page.context.new_cdp_session(page)

    def all(self) -> list[Announced]:
        """The elements that are read, in their order."""
        nodes = self._session.send("Accessibility.getFullAXTree")["nodes"]
        by_id = {node["nodeId"]: node for node in nodes}

        def text(node: dict[str, Any]) -> str:
            if node.get("role", {}).get("value") == "StaticText":
                return str(node["name"]["value"])
            return "".join(text(by_id[each]) for each in node.get("childIds", ()) if each in by_id)

        def walk(node: dict[str, Any]) -> list[Announced]:
            below = [each for child in node.get("childIds", ()) if child in by_id for each in walk(by_id[child])]
            if node["ignored"]:
                return below
            return [_announced(node, text(node)), *below]

        return walk(nodes[0])

    @property
    def focused(self) -> Announced | None:
        """Where the focus is; None on the page as a whole."""
        element = self._session.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]
        if element.get("className") == "HTMLBodyElement":
            return None
        what = {"objectId": element["objectId"], "fetchRelatives": False}
        (node,) = self._session.send("Accessibility.getPartialAXTree", what)["nodes"]
        return _announced(node)

    def tab_to(self, role: str, name: str, key: str = "Tab", most: int = 60) -> list[Announced]:
        """Press a key until the focus is there; returns what it passed, and that."""
        passed: list[Announced] = []
        for _ in range(most):
            self.page.keyboard.press(key)
            now = self.focused
            if now:
                passed.append(now)
                if now.role == role and name in now.name:
                    return passed
        raise AssertionError(f"No {role} called {name!r} is reached by {key}: {[each[:2] for each in passed]}")


def _announced(node: dict[str, Any], text: str = "") -> Announced:
    state = {each["name"]: each["value"].get("value") for each in node.get("properties", ())}
    role, name = (str(node.get(key, {}).get("value", "")) for key in ("role", "name"))
    return Announced(role, name, state.get("level", 0), state, text)
