import pytest

from mieru.nn import Network
from mieru.systems import run_system
from mieru.systems.big_network import FAMOUS, the_lecture_s
from mieru.words import SettingError

# Published counts. 784-100-10: 784·100 + 100 + 100·10 + 10.
PUBLISHED = {
    "784-100-10": 79_510,
    "LeNet-5 (1998)": 61_706,
    "AlexNet (2012)": 60_965_224,
    "VGG-16 (2014)": 138_357_544,
}


def test_the_lecture_s_network_has_a_billion_weights_and_allocates_none(tmp_path):
    metrics = run_system("big-network", out=tmp_path).result.metrics
    assert metrics["parameters"] == 100 * 100 * 100 * 100 * 10 == 10**9
    assert metrics["multiplications"] == 10**9
    assert metrics["bytes_needed"] == 4 * 10**9
    assert metrics["bytes_used"] < 1_000_000
    assert metrics["counting_seconds"] < 1


@pytest.mark.parametrize(("name", "count"), PUBLISHED.items())
def test_known_networks_have_their_published_number_of_parameters(name, count):
    assert Network.parse(FAMOUS[name]).parameter_count == count


def test_any_network_is_counted_layer_by_layer(tmp_path):
    text = "8x8x3, conv 4 3x3, relu, flatten, dense 10"
    finished = run_system("big-network", {"network": text}, out=tmp_path)
    # conv: 3·3·3·4 + 4 = 112, used at 6·6 places: 108·36 = 3,888; dense: 144·10 + 10 = 1,450
    assert finished.result.metrics["parameters"] == 112 + 1450
    assert finished.result.metrics["multiplications"] == 3888 + 1440
    page = finished.report.read_text()
    for number in ("112", "3,888", "1,450", "1,440"):
        assert f">{number}</td>" in page


def test_what_is_no_network_is_refused(tmp_path):
    with pytest.raises(SettingError, match="is no layer"):
        run_system("big-network", {"network": "784, dense 10, nothing"}, out=tmp_path)


def test_the_lecture_s_network_is_a_value_like_any_other():
    assert the_lecture_s() == Network.from_json(the_lecture_s().to_json())
