from advisor.rendering.tracks import Run, tracks_of


def test_runs_that_do_not_meet_share_a_track() -> None:
    left, right = Run(0, 0, 0, 40, (True, True)), Run(1, 0, 60, 100, (True, True))
    assert [track.runs for track in tracks_of([left, right])] == [[left, right]]


def test_a_line_that_ends_below_lies_below_one_that_spans_it_from_above() -> None:
    short_from_below = Run(0, 0, 40, 60, (False, False))
    long_from_above = Run(1, 0, 0, 100, (True, True))
    assert [track.runs for track in tracks_of([short_from_below, long_from_above])] == [
        [long_from_above],
        [short_from_below],
    ]


def test_nested_lines_from_above_lie_as_brackets_do() -> None:
    inner, outer = Run(0, 0, 40, 60, (True, True)), Run(1, 0, 0, 100, (True, True))
    assert [track.runs for track in tracks_of([outer, inner])] == [[inner], [outer]]


def test_a_text_that_is_wider_than_its_line_keeps_its_room() -> None:
    one = Run(0, 0, 0, 4, (True, True), above=("a long label over it",))
    other = Run(1, 0, 20, 24, (True, True), above=("another long label",))
    assert len(tracks_of([one, other])) == 2


def test_no_line_passes_a_label_beside_an_upright_line_where_the_order_can_spare_it() -> None:
    label = Run(0, 0, 50, 50, (True, False), above=("copy of input",), beside="left")
    from_above, from_below = Run(1, 0, 30, 200, (True, True)), Run(2, 0, 20, 300, (False, False))
    order = [run.line for track in tracks_of([label, from_above, from_below]) for run in track.runs]
    assert order.index(1) < order.index(0) < order.index(2)
