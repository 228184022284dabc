"""Metrics are the operator's: nobody else reads them."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

Sites = Callable[..., FlaskClient]


@pytest.mark.parametrize(
    ("address", "status"),
    [("127.0.0.1", 200), ("127.8.8.8", 200), ("::1", 200), ("::ffff:127.0.0.1", 200),
     ("10.0.0.1", 403), ("::ffff:10.0.0.1", 403), ("2001:db8::1", 403), ("", 403)],
)  # fmt: skip
def test_only_this_machine_reads_them(site_with: Sites, address: str, status: int) -> None:
    answer = site_with().get("/metrics", environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_behind_a_proxy_that_is_not_ours_nobody_does(site_with: Sites, header: str) -> None:
    assert site_with().get("/metrics", headers={header: "127.0.0.1"}).status_code == 403


def test_our_front_tells_of_a_proxy_that_is_not_ours(site_with: Sites) -> None:
    headers = {"X-Forwarded-For": "127.0.0.1", "X-Unknown-Proxy": "1"}
    assert site_with(trusted_proxies="1").get("/metrics", headers=headers).status_code == 403


@pytest.mark.parametrize(("client", "status"), [("127.0.0.1", 200), ("10.0.0.1", 403)])
def test_behind_our_proxy_its_client_counts(site_with: Sites, client: str, status: int) -> None:
    behind = site_with(trusted_proxies="1")
    for said in (client, f"127.0.0.1, {client}"):
        answer = behind.get("/metrics", headers={"X-Forwarded-For": said})
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("sent", "status"),
    [("Bearer s3cret", 200), ("Bearer other", 403), ("Bearer я", 403), ("", 403)],
)
def test_with_a_token_it_alone_opens_them(site_with: Sites, sent: str, status: int) -> None:
    guarded = site_with(metrics_token="s3cret")  # noqa: S106 - it guards nothing
    headers = {"Authorization": sent.encode().decode("latin1")} if sent else {}
    answer = guarded.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    assert answer.status_code == status
    assert ("outbox_pending" in answer.text) == (status == 200)
