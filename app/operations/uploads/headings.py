"""Ukrainian headings of our columns: a table may have them, and samples do."""

from collections.abc import Mapping, Sequence

from app.operations.importing.files.columns import FileColumn

HEADINGS: Mapping[str, str] = {
    "code": "Код латинкою",
    "katottg": "Код КАТОТТГ",
    "name_uk": "Назва",
    "name_en": "Назва англійською",
    "kind": "Тип",
    "email": "Пошта для повідомлень",
    "phone": "Телефон для людей",
    "head_email": "Пошта керівника",
    "active": "Отримує повідомлення",
    "decision": "Рішення",
    "valid_from": "Діє від",
    "population": "Населення",
    "group": "Код групи",
    "group_uk": "Група",
    "group_en": "Група англійською",
    "body": "Код органу",
    "emergency": "Терміновість від 0 до 2",
    "hotline": "Гаряча лінія",
    "target_hours": "Звичайний час, годин",
    "legal_days": "Строк за законом, днів",
    "basis": "Правова підстава",
    "photo": "Просимо фото",
    "hazard": "Небезпека",
    "seasonal": "Сезонне",
    "wartime": "Воєнного часу",
    "hide_on_map": "Сховано з мапи",
    "personal_data": "Має особисті дані",
    "health": "Про здоров’я",
    "proposal": "Пропозиція",
    "categories": "Види проблем",
    "priority": "Пріоритет",
    "street": "Вулиця",
    "house": "Номер будинку",
    "address": "Адреса",
    "lon": "Довгота",
    "lat": "Широта",
    "old": "Колишня назва",
    "new": "Теперішня назва",
    "since": "Перейменовано",
    "district": "Район",
    "district_old": "Колишній район",
    "id": "Номер в іншій системі",
    "title": "Заголовок",
    "description": "Текст",
    "category": "Вид проблеми",
    "subcategory": "Вид проблеми, точніше",
    "status": "Стан",
    "created": "Створено",
    "closed": "Закрито",
    "body_uk": "Орган, для читачів",
    "alt_body": "Інший орган, для читачів",
    "alt_body_uk": "Назва іншого органу, для читачів",
}


def with_headings(columns: Sequence[FileColumn]) -> tuple[FileColumn, ...]:
    """Return the columns with their Ukrainian headings among their names."""
    return tuple(
        FileColumn((*spec.names, HEADINGS[spec.name]), spec.required)
        if spec.name in HEADINGS
        else spec
        for spec in columns
    )
