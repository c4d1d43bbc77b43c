"""Checks of the notes' seven functions. The exercise has this whole file in a cell, so it needs NumPy alone."""

import numpy as np


class Check:
    """Says whether a function is right and, where it is not, gives a hint.

    X, Y : the samples
    page : what the page shows of the run, by name
    hints : sentences by name, with {places} for what was found
    """

    def __init__(self, X, Y, page, hints):
        self.X, self.Y, self.page, self.hints = X, Y, page, hints
        self.sizes = X.shape[0], page["n_h"], Y.shape[0]
        rng = np.random.RandomState(1)
        # Parameters with which everything counts, biases too.
        self.some = {name: rng.randn(*shape) / 2 for name, shape in shapes(*self.sizes).items()}

    def __call__(self, function):
        name = function.__name__
        try:
            hint = self.hint("open") if is_open(function) else getattr(self, name)(function)
        except Exception as error:
            hint = self.of_error(name, error)
        print(f"✗ {name}: {hint}" if hint else f"✓ {name}")

    def filled_in(self, *functions):
        """Whether nothing is left open in these functions; otherwise says in which."""
        names = [f"`{each.__name__}`" for each in functions if is_open(each)]
        if names:
            print(self.hint("still_open", names=", ".join(names)))
        return not names

    def hint(self, kind, **found):
        return self.hints[kind].format(**found)

    def of_error(self, name, error):
        text = str(error)
        kind = "error"
        if name in ("nn_model", "predict"):
            kind = "above_first"
        elif "aligned" in text or "mismatch" in text:
            kind = "dot_for_times"
        elif "broadcast" in text:
            kind = "times_for_dot"
        return self.hint(kind, error=": ".join(filter(None, [type(error).__name__, text])))

    def of_shapes(self, arrays, wanted):
        """A hint if an array is missing, or has another shape."""
        for name, shape in wanted.items():
            if not isinstance(arrays, dict) or name not in arrays:
                return self.hint("missing", name=name)
            came = np.shape(arrays[name])
            if came != shape:
                summed = name.startswith("db")
                kind = {0: "axis" if summed else "shape", 1: "keepdims" if summed else "rank_1"}.get(len(came), "shape")
                return self.hint(kind, name=name, came=came, shape=shape)
        return ""

    # The network, to compare with

    def forward(self, parameters):
        W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
        Z1 = W1 @ self.X + b1
        A1 = np.tanh(Z1)
        Z2 = W2 @ A1 + b2
        return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": 1 / (1 + np.exp(-Z2))}

    def cost(self, parameters):
        return np.mean(np.logaddexp(0, (1 - 2 * self.Y) * self.forward(parameters)["Z2"]))

    def derivative(self, parameters, name, step=1e-5):
        """The derivative of the cost with respect to each number of a parameter, by central differences."""
        found = np.zeros_like(parameters[name])
        for place in np.ndindex(found.shape):
            there = {each: value.copy() for each, value in parameters.items()}
            there[name][place] += step
            above = self.cost(there)
            there[name][place] -= 2 * step
            found[place] = (above - self.cost(there)) / (2 * step)
        return found

    def start(self):
        """The initial parameters of the run."""
        rng = np.random.RandomState(self.page["seed"])
        return {
            name: rng.randn(*shape) * self.page["scale"] if name[0] == "W" else np.zeros(shape)
            for name, shape in shapes(*self.sizes).items()
        }

    # A method for each function, under its name

    def initialize_parameters(self, function):
        parameters = returned(function, *self.sizes)
        if hint := self.of_shapes(parameters, shapes(*self.sizes)):
            return hint
        if self.of_shapes(returned(function, 3, 5, 2), shapes(3, 5, 2)):
            return self.hint("given_sizes")
        scale = self.page["scale"]
        for name, right in self.start().items():
            if close(parameters[name], right):
                continue
            if name[0] == "b":
                return self.hint("biases", name=name)
            kind = "scale" if close(parameters[name] * scale, right) else "random"
            return self.hint(kind, name=name, scale=scale)
        return ""

    def forward_propagation(self, function):
        came = returned(function, self.X, self.some)
        A2, cache = came if isinstance(came, tuple) else (came.get("A2"), came)
        right = self.forward(self.some)
        if hint := self.of_shapes(cache, {name: value.shape for name, value in right.items()}):
            return hint
        for number, inputs in ((1, self.X), (2, cache["A1"])):
            Z = self.some[f"W{number}"] @ inputs
            if not close(cache[f"Z{number}"], Z + self.some[f"b{number}"]):
                kind = "bias" if close(cache[f"Z{number}"], Z) else "product"
                return self.hint(kind, name=f"Z{number}")
        if not close(cache["A1"], np.tanh(cache["Z1"])):
            return self.hint("tanh")
        if not close(cache["A2"], 1 / (1 + np.exp(-cache["Z2"]))):
            return self.hint("sigmoid")
        on_the_page, _ = function(self.X, self.page["parameters"])
        same = close(A2, cache["A2"]) and close(on_the_page[0, :3], self.page["outputs"])
        return "" if same else self.hint("outputs")

    def compute_cost(self, function):
        page = self.page["parameters"]
        for parameters, right in ((self.some, self.cost(self.some)), (page, self.page["cost"])):
            A2 = self.forward(parameters)["A2"]
            if not 1e-9 < A2.min() <= A2.max() < 1 - 1e-9:
                continue  # too close to 0 or 1 to compute the cost from it
            cost = returned(function, A2, self.Y, parameters)
            if isinstance(cost, dict):  # an assert has stopped it
                cost = cost.get("cost")
            if np.size(cost) != 1:
                return self.hint("sum", came=np.size(cost))
            if not isinstance(cost, float):
                return self.hint("squeeze", shape=np.shape(cost))
            if not close(cost, right):
                kinds = {"minus": -right, "mean": right * self.Y.size}
                kind = next((kind for kind, value in kinds.items() if close(cost, value)), "cost")
                return self.hint(kind, came=cost, right=right)
        return ""

    def backward_propagation(self, function):
        cache, m = self.forward(self.some), self.X.shape[1]
        grads = returned(function, self.some, cache, self.X, self.Y)
        if hint := self.of_shapes(grads, {f"d{name}": value.shape for name, value in self.some.items()}):
            return hint
        right = {f"d{name}": self.derivative(self.some, name) for name in self.some}
        wrong = [name for name in right if not close(grads[name], right[name])]
        if not wrong:
            return ""
        names = ", ".join(wrong)
        for kind, factor in (("sign", -1), ("divide", m)):
            if all(close(grads[name], factor * right[name]) for name in wrong):
                return self.hint(kind, names=names)
        A1 = cache["A1"]
        back = self.some["W2"].T @ (cache["A2"] - self.Y)
        for kind, slope in (("relu_slope", A1 > 0), ("sigmoid_slope", A1 * (1 - A1)), ("no_slope", 1)):
            if close(grads["dW1"], (back * slope) @ self.X.T / m):
                return self.hint(kind, names=names)
        return self.hint("derivatives", names=names)

    def update_parameters(self, function):
        grads = {f"d{name}": np.cos(value) for name, value in self.some.items()}
        updated = function({name: value.copy() for name, value in self.some.items()}, grads, 0.1)
        if hint := self.of_shapes(updated, shapes(*self.sizes)):
            return hint
        for name, before in self.some.items():
            step = grads[f"d{name}"]
            if not close(updated[name], before - 0.1 * step):
                if close(updated[name], before + 0.1 * step):
                    return self.hint("uphill", name=name)
                of_its_own = any(close(updated[name], before - rate * step) for rate in (self.page["learning_rate"], 1))
                return self.hint("rate" if of_its_own else "update", name=name)
        return ""

    def nn_model(self, function):
        X, Y, n_h, iterations = self.X, self.Y, self.page["n_h"], self.page["iterations"]
        once = function(X, Y, n_h, num_iterations=1)
        if hint := self.of_shapes(once, shapes(*self.sizes)):
            return hint
        start = self.start()
        if all(close(once[name], start[name]) for name in start):
            return self.hint("unchanged")
        if function(X, Y, n_h + 1, num_iterations=0)["W1"].shape[0] != n_h + 1:
            return self.hint("given_n_h")
        for name in start:
            if not close(once[name], start[name] - self.page["learning_rate"] * self.derivative(start, name)):
                return self.hint("one_step", name=name)
        cost = self.cost(function(X, Y, n_h, num_iterations=iterations))
        same = close(cost, self.page["cost_then"])
        return "" if same else self.hint("trained", n=iterations, came=cost, right=self.page["cost_then"])

    def predict(self, function):
        for parameters in (self.some, self.page["parameters"]):
            A2 = self.forward(parameters)["A2"]
            predictions = np.asarray(function(parameters, self.X))
            if predictions.shape != A2.shape:
                return self.hint("shape", name="predictions", came=predictions.shape, shape=A2.shape)
            decided = abs(A2 - 0.5) > 1e-9  # at one half, both are right
            wrong = (predictions != (A2 > 0.5))[decided]
            if not wrong.any():
                continue
            if close(predictions, A2):
                return self.hint("probabilities")
            other = close(predictions[decided], A2[decided] < 0.5)
            return self.hint("other_class" if other else "classes", n=wrong.sum())
        return ""


def is_open(function):
    return Ellipsis in function.__code__.co_consts


def shapes(n_x, n_h, n_y):
    return {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (n_y, n_h), "b2": (n_y, 1)}


def close(came, right):
    return np.shape(came) == np.shape(right) and np.allclose(came, right, rtol=1e-6, atol=1e-8)


def returned(function, *arguments):
    """What a function returns; if an assert stops it, its variables by then."""
    try:
        return function(*arguments)
    except AssertionError as error:
        place = error.__traceback__
        while place.tb_next:
            place = place.tb_next
        return dict(place.tb_frame.f_locals)
