"""ResNet-50: its weights found, verified, loaded and downloaded, and a photo's twin.

The real weights cannot be had here; a ResNet-50 drawn at random takes their place in the same file
format, and everything else is the real thing, at a small size.
"""

import functools
import hashlib
import http.server
import io
import threading

import numpy as np
import pytest
import torch
from PIL import Image

from clever_engine import CleverSettings
from clever_engine._torchvision import import_torchvision
from clever_engine.errors import InputError, ModelError, PictureError
from clever_engine.lesson import imagenet_twin
from clever_engine.lesson.imagenet import (
    download_steps,
    find_weights,
    load_imagenet,
    prepare_picture,
)
from clever_engine.lesson.imagenet_twin import Watched, likeliest, photo_steps
from clever_engine.steps import relay
from clever_engine.steps import run as run_steps
from tests.lesson.imagenet_weights import random_weights

SIDE = 32


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    return random_weights(tmp_path_factory.mktemp("imagenet"))


@pytest.fixture(scope="module")
def resnet(weights):
    return load_imagenet(weights, side=SIDE)


@pytest.fixture(scope="module")
def picture():
    values = np.random.default_rng(0).integers(0, 256, (3, SIDE, SIDE))
    return values.astype(np.float32) / np.float32(255)


def run(steps):
    seen = []
    return run_steps(relay(steps, seen.append)), seen


def test_weights_are_found_in_the_first_folder_that_holds_some(weights, tmp_path):
    (tmp_path / "resnet50.pth").write_bytes(b"without a hash")
    assert find_weights((tmp_path,)) is None
    assert find_weights((tmp_path / "none", tmp_path, weights.parent)) == weights


def test_torch_hub_is_looked_at(weights, monkeypatch):
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(weights.parent.parent))
    folder = weights.parent.parent / "checkpoints"
    folder.mkdir(exist_ok=True)
    link = folder / weights.name
    link.symlink_to(weights)
    assert find_weights() == link


def test_the_network_is_torchvisions_on_normalised_pictures(weights, resnet, picture):
    assert len(resnet.class_names) == 1000
    assert resnet.class_names[9] == "ostrich"
    plain = import_torchvision("torchvision.models").resnet50(weights=None).eval()
    plain.load_state_dict(torch.load(weights, weights_only=True))
    normalize = import_torchvision("torchvision.transforms").Normalize(
        [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    )
    with torch.no_grad():
        expected = plain(normalize(torch.from_numpy(picture))[None])
    torch.testing.assert_close(resnet.logits(picture[None]), expected, rtol=1e-4, atol=1e-3)


def test_damaged_and_wrong_files_are_said(weights, tmp_path):
    damaged = tmp_path / weights.name
    damaged.write_bytes(b"x" + weights.read_bytes()[1:1000])
    with pytest.raises(ModelError, match="SHA-256"):
        load_imagenet(damaged)
    raw = b"not a state dict"
    wrong = tmp_path / f"resnet50-{hashlib.sha256(raw).hexdigest()[:8]}.pth"
    wrong.write_bytes(raw)
    with pytest.raises(ModelError, match="Expected ResNet-50's weights"):
        load_imagenet(wrong)
    with pytest.raises(ModelError, match="Expected ResNet-50's weights"):
        load_imagenet(tmp_path / "resnet50-00000000.pth")


def test_a_picture_is_its_middle_square():
    wide = np.zeros((100, 300, 3), dtype=np.uint8)
    wide[:, 100:200] = (255, 128, 0)
    out = io.BytesIO()
    Image.fromarray(wide).save(out, format="PNG")
    image = prepare_picture(out.getvalue(), side=56)
    assert image.shape == (3, 56, 56)
    np.testing.assert_allclose(image[:, 28, 28], np.array([255, 128, 0]) / 255, atol=1e-6)
    assert np.allclose(np.rint(image * 255), image * 255, atol=1e-4)
    assert image[0].min() == pytest.approx(1, abs=0.02)  # 64 scaled pixels are orange, 56 shown
    with pytest.raises(PictureError):
        prepare_picture(b"no picture")


def test_parts_give_the_same_logits_and_gradients(resnet, picture):
    batch = torch.from_numpy(np.stack([picture, picture[::-1].copy(), *[picture] * 3]))
    watched = Watched(resnet.module)
    for module, seen in ((watched, []), (resnet.module, [])):
        points = batch.clone().requires_grad_()
        logits = module(points)
        (gradient,) = torch.autograd.grad(logits[:, 7].sum(), points)
        seen += [logits.detach(), gradient]
        if module is watched:
            expected = seen
    for one, other in zip(expected, seen, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-3 * float(other.abs().max()))
    assert watched.passed == 5


@pytest.mark.timeout(300)  # seconds on an idle machine
def test_a_photo_gets_a_twin_and_a_score(resnet, picture):
    settings = CleverSettings(n_batches=2, samples_per_batch=1, stop_width=None)
    found, seen = run(photo_steps(resnet, picture, steps=8, settings=settings))
    assert found.image is not None
    assert found.top == likeliest(resnet, picture)
    second = int(resnet.logits(picture[None])[0].argsort(descending=True)[1])
    assert found.target == found.label == resnet.class_names[second]
    assert int(resnet.logits(found.image[None]).argmax()) == second
    assert np.array_equal(
        np.rint(found.image * 255).astype(np.uint8) / np.float32(255), found.image
    )
    distance = np.linalg.norm(found.image.astype(float) - picture)
    assert found.change.l2 == pytest.approx(distance, rel=1e-6)
    assert found.score.target == second
    assert found.distance <= distance
    assert 0 < found.score.value <= 1.1 * found.distance
    assert {step.stage for step in seen} == {"attack", "clever"}
    shares = [step.share for step in seen]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1


def test_a_class_by_name(resnet, picture):
    label = likeliest(resnet, picture)[0][0]
    with pytest.raises(InputError, match="read already"):
        run(photo_steps(resnet, picture, target=label))
    with pytest.raises(InputError, match="name of a class"):
        run(photo_steps(resnet, picture, target="a unicorn"))


def test_leaving_stops_the_work_and_lets_the_next_one_in(resnet, picture):
    steps = photo_steps(resnet, picture, steps=10_000)
    assert next(steps).stage == "attack"
    waiting = photo_steps(resnet, picture, steps=1)
    assert next(waiting).stage == "waiting"
    waiting.close()
    steps.close()
    assert imagenet_twin._ONE.acquire(timeout=1)
    imagenet_twin._ONE.release()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def address(weights, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    handler = functools.partial(Quiet, directory=str(weights.parent))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_download_is_verified_and_counted(address, weights, tmp_path):
    path, seen = run(download_steps(f"{address}/{weights.name}", tmp_path))
    assert path == find_weights((tmp_path,))
    assert path.read_bytes() == weights.read_bytes()
    assert [p.name for p in tmp_path.iterdir()] == [weights.name]
    assert all(0 <= step.done <= weights.stat().st_size for step in seen)


def test_another_file_than_expected_is_refused(address, weights, tmp_path):
    (weights.parent / "resnet50-12345678.pth").write_bytes(b"something else")
    with pytest.raises(ModelError, match="SHA-256"):
        run(download_steps(f"{address}/resnet50-12345678.pth", tmp_path))
    (weights.parent / "resnet50-12345678.pth").unlink()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("path", ["/none.pth", None])
def test_no_such_file_and_no_connection_are_one_sentence(address, tmp_path, path):
    url = address + path if path else "http://127.0.0.1:9/resnet50-00000000.pth"
    with pytest.raises(ModelError, match=r"^ResNet-50's weights could not be downloaded: .*\.$"):
        run(download_steps(url, tmp_path))
    assert not list(tmp_path.iterdir())
