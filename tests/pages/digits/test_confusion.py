"""What is misread: against scikit-learn, by brute force, and as a sentence."""

import numpy as np
from sklearn.metrics import confusion_matrix

from playground.data.digits import pool_and_test
from playground.nn import forward_propagation
from playground.pages.digits.confusion import confusion, counts_in_the_test, how_it_misreads, misread, worst_mistakes
from tests.lessons.presets import fresh
from tests.looped import looped

_, TEST = pool_and_test()
RANDOM = np.random.RandomState(0)


def softmax_of(random, classes=10, samples=200):
    scores = np.exp(2 * random.randn(classes, samples))
    return scores / scores.sum(axis=0)


def test_confusion_is_that_of_scikit_learn_also_of_classes_that_never_come():
    for classes in (2, 10):
        labels, read_as = RANDOM.randint(0, classes, (2, 500))
        for total in (classes, classes + 1):
            wanted = confusion_matrix(labels, read_as, labels=range(total))
            np.testing.assert_array_equal(confusion(labels, read_as, total), wanted)


def test_the_counts_of_a_run_are_those_of_its_network_on_the_test_samples():
    run = fresh("digits", "Reference").first
    for iterations in (0, 7, 27):
        run.advance(iterations - run.iteration)
        outputs, _ = forward_propagation(TEST.X, run.parameters)
        np.testing.assert_array_equal(counts_in_the_test(run), confusion_matrix(TEST.labels, outputs.argmax(axis=0)))
        assert np.trace(counts_in_the_test(run)) / TEST.labels.size == run.measure().test_score


def test_the_worst_mistakes_by_brute_force():
    outputs, labels = softmax_of(RANDOM), RANDOM.randint(0, 10, 200)
    wrong = []
    for sample in range(200):
        read_as = max(range(10), key=lambda label: outputs[label, sample])
        if read_as != labels[sample]:
            wrong.append((outputs[labels[sample], sample], sample, labels[sample], read_as))
    wanted = [tuple(map(int, each[1:])) for each in sorted(wrong)]
    assert worst_mistakes(outputs, labels, 8) == wanted[:8]
    assert worst_mistakes(outputs, labels, 10_000) == wanted
    assert worst_mistakes(outputs, outputs.argmax(axis=0), 8) == []


@looped(
    ("counts", "sentence"),
    [
        ([[3, 0], [0, 4]], "All 7 test digits are read right."),
        ([[3, 1], [0, 4]], "1 of 8 test digits is misread."),
        ([[3, 1], [1, 4]], "2 of 9 test digits are misread."),
        ([[3, 1], [2, 4]], "3 of 10 test digits are misread, 1 as 0 most often (2 times)."),
        ([[3, 2], [2, 4]], "4 of 11 test digits are misread."),
    ],
)
def test_what_a_table_comes_to(counts, sentence):
    assert how_it_misreads(misread(np.array(counts))) == sentence
