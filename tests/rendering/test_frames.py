from advisor.rendering.frames import frame_around, title_place

FRAME = (0.0, 0.0, 200.0, 100.0)


def test_a_frame_holds_its_lines_where_they_go_beyond_its_boxes() -> None:
    tight = frame_around((0, 200), (20, 80), [])
    assert tight == (0, 9, 200, 91)
    assert frame_around((0, 200), (20, 80), [[(50, 20), (50, -10), (90, -10), (90, 20)]]) == (0, -21, 200, 91)


def test_a_title_stands_where_no_line_passes_the_border() -> None:
    assert title_place("Cloud", FRAME, []) == (8, 0)
    x, y = title_place("Cloud", FRAME, [(20, -30, 30)])
    assert y == 0
    assert x > 20


def test_a_title_moves_to_the_lower_border_where_lines_pass_all_of_the_upper_one() -> None:
    assert title_place("Cloud", FRAME, [(x, -30, 30) for x in range(0, 200, 20)]) == (8, 100)
