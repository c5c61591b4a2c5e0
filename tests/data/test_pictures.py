"""Folders of pictures: every kind of picture, every kind of damage."""

import io
import mmap
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from PIL import Image

from mieru.data.picture import LARGEST_PICTURE, read_picture
from mieru.words import DataError, SettingError, speaking
from tests.data.damage import damaged
from tests.data.loose import load

SHAPE = (8, 8, 3)
RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def solid(colour, size=(16, 16), mode="RGB"):
    return Image.new(mode, size, colour)


def save(image, path, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, **options)
    return path


def near(pixels, colour, tolerance=6):
    return np.abs(pixels.astype(int) - colour).max() <= tolerance


@pytest.fixture
def folder(tmp_path):
    for name, colour in (("blue", BLUE), ("red", RED)):
        for i in range(10):
            save(solid(colour), tmp_path / "mine" / name / f"{i:02}.png")
    return tmp_path / "mine"


def test_each_folder_is_a_class_in_alphabetical_order(folder):
    data = load(folder, size=8)
    assert (data.name, data.classes, data.notes) == ("mine", ("blue", "red"), ())
    assert (len(data.train), len(data.validation), len(data.test)) == (14, 2, 4)
    assert (data.train.x.shape[1:], data.train.x.dtype) == (SHAPE, np.uint8)
    for x, t in zip(data.train.x, data.train.t, strict=True):
        assert near(x, (BLUE, RED)[t])
    assert load(folder).input_shape == (64, 64, 3)


def test_pictures_can_be_grey_and_few(folder):
    data = load(folder, size=5, grey=True, per_class=3, validation=0, test=0)
    assert data.train.x.shape == (6, 5, 5, 1)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.gif", "a.bmp", "a.tiff", "a.ppm"])
def test_every_kind_of_file_is_read(tmp_path, name):
    assert near(read_picture(save(solid(RED), tmp_path / name), SHAPE), RED)


def test_what_a_file_is_says_its_content_and_not_its_name(tmp_path):
    save(solid(GREEN), tmp_path / "a.png").rename(tmp_path / "a.jpg")
    assert near(read_picture(tmp_path / "a.jpg", SHAPE), GREEN)


@pytest.mark.parametrize(
    ("image", "name", "colour"),
    [
        (solid(128, mode="L"), "a.png", (128, 128, 128)),
        (solid(True, mode="1"), "a.png", (255, 255, 255)),
        (solid((128, 255), mode="LA"), "a.png", (128, 128, 128)),
        (solid((255, 0, 0, 0), mode="RGBA"), "a.png", (255, 255, 255)),  # transparent: on white
        (solid((255, 0, 0, 255), mode="RGBA"), "a.png", RED),
        (solid(RED).quantize(4), "a.png", RED),
        (solid((0, 255, 255, 0), mode="CMYK"), "a.jpg", RED),
        (solid((0, 255, 255, 0), mode="CMYK"), "a.tiff", RED),
        (Image.fromarray(np.full((16, 16), 0x8000, np.uint16)), "a.png", (128, 128, 128)),
        (Image.fromarray(np.full((16, 16), 0x8000, np.uint16)), "a.tiff", (128, 128, 128)),
        (Image.fromarray(np.full((16, 16), 0x8000, np.int32)), "a.tiff", (128, 128, 128)),
        (Image.fromarray(np.full((16, 16), 0.5, np.float32)), "a.tiff", (128, 128, 128)),
    ],
)
def test_every_mode_becomes_red_green_blue_of_8_bits(tmp_path, image, name, colour):
    assert near(read_picture(save(image, tmp_path / name), SHAPE), colour)


def test_a_float_picture_of_unknown_scale_takes_its_own_range(tmp_path):
    ramp = np.tile(np.linspace(-5, 300, 8, dtype=np.float32), (8, 1))
    pixels = read_picture(save(Image.fromarray(ramp), tmp_path / "a.tiff"), SHAPE)
    assert (pixels.min(), pixels.max()) == (0, 255)


def test_an_animation_gives_its_first_frame(tmp_path):
    path = tmp_path / "a.gif"
    solid(RED).save(path, save_all=True, append_images=[solid(BLUE)])
    assert near(read_picture(path, SHAPE), RED)


def test_a_camera_s_picture_of_several_gives_the_first(tmp_path):
    path = tmp_path / "a.jpg"
    solid(RED).save(path, format="MPO", save_all=True, append_images=[solid(BLUE)])
    assert near(read_picture(path, SHAPE), RED)


def test_a_photograph_is_turned_upright(tmp_path):
    image = Image.new("RGB", (32, 32), BLUE)
    image.paste(RED, (0, 0, 32, 16))  # red above blue
    exif = image.getexif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    path = tmp_path / "a.jpg"
    image.save(path, exif=exif, quality=95)
    pixels = read_picture(path, SHAPE)
    assert near(pixels[:, 6], RED, 20)
    assert near(pixels[:, 1], BLUE, 20)


def test_the_centre_is_cut_out_and_nothing_is_stretched(tmp_path):
    image = Image.new("RGB", (64, 16), BLUE)
    image.paste(RED, (24, 0, 40, 16))  # the middle square of a wide picture
    assert near(read_picture(save(image, tmp_path / "a.png"), SHAPE)[:, 1:-1], RED)


def test_a_large_photograph_is_as_if_decoded_whole(tmp_path):
    ramp = np.add.outer(np.arange(600), np.arange(900)) * (255 / 1500)
    image = Image.fromarray(ramp.astype(np.uint8)).convert("RGB")
    small = read_picture(save(image, tmp_path / "a.jpg", quality=95), (32, 32, 3))
    exact = read_picture(save(image, tmp_path / "a.png"), (32, 32, 3))
    assert near(small, exact, 5)


def test_what_cannot_be_read_is_left_out_and_said(folder):
    whole = (folder / "red" / "00.png").read_bytes()
    (folder / "red" / "00.png").write_bytes(b"")
    (folder / "red" / "01.png").write_bytes(whole[:50])
    (folder / "red" / "02.png").write_bytes(b"not a picture at all")
    (folder / "red" / "readme.txt").write_text("hello")
    (folder / "red" / ".DS_Store").write_bytes(b"hidden")
    data = load(folder, size=8, validation=0, test=0)
    assert np.bincount(data.train.t).tolist() == [10, 7]
    lost, others = map(str, data.notes)
    assert lost.startswith(
        "3 pictures cannot be read and are left out: red/00.png: the file is empty (0 bytes); "
        "red/01.png: the picture cannot be read ("
    )
    assert lost.endswith("red/02.png: the picture cannot be read (not a picture)")
    assert others == "1 files are not pictures and are left out"
    with speaking("ja"):
        assert str(data.notes[0]).startswith("読み取れない画像 3 枚を除きました。red/00.png: ")


def test_only_the_first_lost_pictures_are_named(folder):
    for i in range(8):
        (folder / "red" / f"{i:02}.png").write_bytes(b"")
    assert str(load(folder, size=8).notes[0]).endswith("; and 3 more")


def test_a_class_without_a_readable_picture_is_an_error(folder):
    for path in (folder / "red").iterdir():
        path.write_bytes(b"")
    with pytest.raises(DataError, match=r"red holds no picture that can be read; put some there"):
        load(folder)
    for path in (folder / "red").iterdir():
        path.unlink()
    with pytest.raises(DataError, match=r"red holds no picture that can be read"):
        load(folder)


def test_folders_for_train_and_test_are_taken_as_they_are(tmp_path):
    for part, count in (("train", 6), ("val", 2), ("test", 3)):
        for name, colour in (("a", RED), ("b", BLUE)):
            for i in range(count):
                save(solid(colour), tmp_path / part / name / f"{i}.png")
    data = load(tmp_path, size=8)
    assert (len(data.train), len(data.validation), len(data.test)) == (12, 4, 6)
    assert near(data.test.open("all").x[0], RED)


def test_a_missing_part_is_drawn_from_training(tmp_path):
    for part, count in (("train", 10), ("test", 3)):
        for name, colour in (("a", RED), ("b", BLUE)):
            for i in range(count):
                save(solid(colour), tmp_path / part / name / f"{i}.png")
    data = load(tmp_path, size=8)
    assert (len(data.train), len(data.validation), len(data.test)) == (18, 2, 6)


def test_a_class_that_training_does_not_know_is_an_error(tmp_path):
    for place in ("train/a", "train/b", "test/a", "test/z"):
        save(solid(RED), tmp_path / place / "1.png")
    with pytest.raises(DataError, match="has the class 'z', which the training part has not"):
        load(tmp_path, size=8)


def test_loose_pictures_are_told_where_to_go(tmp_path):
    save(solid(RED), tmp_path / "1.png")
    with pytest.raises(DataError) as caught:
        load(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} holds 0 folders and 1 loose pictures, but each class needs a folder of its "
        "own for its pictures, and there must be at least two"
    )


@pytest.mark.parametrize("size", [0, 1025, 8.0])
def test_the_size_is_a_number_of_pixels(folder, size):
    with pytest.raises(SettingError, match="size must be a whole number from 1 to 1024"):
        load(folder, size=size)


def test_a_small_file_that_announces_a_huge_picture_is_refused(tmp_path):
    side = int(LARGEST_PICTURE**0.5) + 2
    path = save(Image.new("1", (side, side)), tmp_path / "bomb.png")
    assert path.stat().st_size < 200_000
    with pytest.raises(DataError, match=r"announces 8002×8002 pixels, more than the 64,000,000"):
        read_picture(path, SHAPE)


def test_many_pictures_lie_in_a_file_that_leaves_no_trace(folder, tmp_path, monkeypatch):
    (folder / "red" / "03.png").write_bytes(b"")
    (folder / "blue" / "00.png").write_bytes(b"broken")
    whole = load(folder, size=8)
    monkeypatch.setattr("mieru.data.large.LARGE", 1000)
    monkeypatch.setattr("mieru.data.large._AT_ONCE", 500)
    monkeypatch.setenv("MIERU_DATA", str(tmp_path / "room"))
    one = load(folder, size=8)
    assert isinstance(_owner(one.train.x), mmap.mmap)
    assert [note.en for note in one.notes] == [note.en for note in whole.notes]
    for a, b in ((one.train, whole.train), (one.validation, whole.validation)):
        np.testing.assert_array_equal(a.x, b.x)
        np.testing.assert_array_equal(a.t, b.t)
    np.testing.assert_array_equal(one.test.open("a look").x, whole.test.open("a look").x)
    assert list((tmp_path / "room").iterdir()) == []


def _owner(array):
    while isinstance(array, np.ndarray | memoryview):
        array = array.base if isinstance(array, np.ndarray) else array.obj
    return array


def test_more_pictures_than_the_disk_has_room_for_are_refused(folder, monkeypatch):
    monkeypatch.setattr("mieru.data.large.LARGE", 1000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(DataError, match=r"take 0\.0 GiB on disk, but .* choose a smaller size"):
        load(folder)


def encoded(kind):
    file = io.BytesIO()
    ramp = np.add.outer(np.arange(12), np.arange(12)).astype(np.uint8) * 10
    Image.fromarray(ramp).convert("RGB").save(file, kind)
    return file.getvalue()


PICTURES = {kind: encoded(kind) for kind in ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "PPM")}


@pytest.mark.filterwarnings("ignore")  # of what the decoders mend
@settings(max_examples=200)
@given(st.data())
def test_no_damage_does_anything_but_raise_a_data_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("picture") / "picture.png"
    whole = PICTURES[data.draw(st.sampled_from(sorted(PICTURES)))]
    path.write_bytes(data.draw(damaged(whole) | st.binary(max_size=64)))
    try:
        pixels = read_picture(path, SHAPE)
    except DataError:
        return
    assert pixels.shape == SHAPE
    assert pixels.dtype == np.uint8


def test_the_real_caltech101_photographs(data_folder):
    data = load("caltech101", size=32)
    assert data.outputs >= 20
    assert data.notes == ()
    assert "BACKGROUND_Google" not in data.classes
    assert data.train.x.std() > 30
