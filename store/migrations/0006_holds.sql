-- Until when Telegram wants no messages for a visitor.
CREATE TABLE holds (
    brand_id   INTEGER NOT NULL REFERENCES brands (id),
    visitor_id INTEGER NOT NULL REFERENCES visitors (id),
    until      INTEGER NOT NULL,
    PRIMARY KEY (brand_id, visitor_id)
) STRICT, WITHOUT ROWID;
