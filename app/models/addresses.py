"""The hromada's gazetteer: its houses, and the current and former names of its streets."""

from datetime import date

from sqlalchemy import Computed, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Position


class Address(Base):
    """A house with its street and point."""

    __tablename__ = "address"
    __table_args__ = (
        Index("address_point_idx", "point", postgresql_using="gist"),
        UniqueConstraint("hromada_id", "street_uk", "house", "point"),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    street_uk: Mapped[str]
    house: Mapped[str] = mapped_column(server_default="")
    # 13-А, 13 а and 13a are one house.
    house_key: Mapped[str] = mapped_column(Computed("house_key(house)", persisted=True))
    house_number: Mapped[int] = mapped_column(
        Integer, Computed("house_number(house)", persisted=True)
    )
    point: Mapped[Position]


class StreetName(Base):
    """A searchable name of a street: the current one, taken from addresses, or a former one."""

    __tablename__ = "street_name"
    __table_args__ = (
        UniqueConstraint("hromada_id", "street_uk", "name"),
        # With btree_gist: the names of one hromada that sound alike.
        Index(
            "street_name_sound_idx",
            "hromada_id",
            "sound",
            postgresql_using="gist",
            postgresql_ops={"sound": "gist_trgm_ops"},
        ),
        Index(
            "street_name_bones_idx",
            "hromada_id",
            "bones",
            postgresql_using="gist",
            postgresql_ops={"bones": "gist_trgm_ops"},
        ),
        Index(
            "street_name_present_idx", "hromada_id", "sound", postgresql_where=text("NOT former")
        ),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    street_uk: Mapped[str]
    name: Mapped[str]
    former: Mapped[bool] = mapped_column(server_default="false")
    # The day from which it is former, where that is known.
    since: Mapped[date | None]
    # Phonetic key in Latin letters, one for all spellings; its consonants; "street", "lane" or ''.
    sound: Mapped[str] = mapped_column(Computed("street_sound(name)", persisted=True))
    bones: Mapped[str] = mapped_column(Computed("street_bones(street_sound(name))", persisted=True))
    kind: Mapped[str] = mapped_column(Computed("street_kind(name)", persisted=True))
    # A former name refers to streets of this sound and kind, even ones imported later.
    street_sound: Mapped[str] = mapped_column(Computed("street_sound(street_uk)", persisted=True))
    street_kind: Mapped[str] = mapped_column(Computed("street_kind(street_uk)", persisted=True))
