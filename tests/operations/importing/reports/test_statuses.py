"""Words for statuses, in both languages and all their forms."""

import pytest

from app.domain.statuses import Status
from app.operations.importing.reports.statuses import ImportedStatus, status_of

OPEN, CLOSED, WAITING = ImportedStatus.OPEN, ImportedStatus.CLOSED, ImportedStatus.WAITING
WORDS = {
    OPEN: ["", "Нова", "нове", "Новий", "В роботі", "у роботі", "in_progress", "In Progress",
           "Зареєстровано", "прийнята", "UNSOLVED", "Не вирішено", "не виконана", "Заплановано"],
    CLOSED: ["Виконана", "Виконано", "Виконаний", "Вирішена", "Закрите", "Закрита", "Розв’язана",
             "розв'язано", "РОЗВʼЯЗАНО", "fixed - council", "Fixed", "Завершено", "Усунуто",
             "Виконано, перевіряється"],
    WAITING: ["unable to fix", "no further action", "Надано відповідь", "Опрацьовано", "Відхилено",
              "Дублікат", "closed (duplicate)", "Спам", "hidden", "на модерації", "Rejected"],
}  # fmt: skip


@pytest.mark.parametrize(("status", "word"), [(s, w) for s, words in WORDS.items() for w in words])
def test_a_word_is_known_in_its_forms(status: ImportedStatus, word: str) -> None:
    assert status_of(word, {}) is status


@pytest.mark.parametrize(
    "word", ["limbo", "виконано частково", "не новий", "closed soon", "закритий двір", "?1", "12"]
)
def test_what_is_not_known_is_nothing(word: str) -> None:
    assert status_of(word, {}) is None


@pytest.mark.parametrize("status", list(Status))
def test_our_own_statuses_are_known(status: Status) -> None:
    assert status_of(status, {}) is not None


def test_the_users_words_go_first() -> None:
    assert status_of("Виконано!", {"виконано!": "waiting"}) is WAITING
