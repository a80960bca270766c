BEGIN TRANSACTION;
CREATE TABLE change (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    municipality TEXT NOT NULL REFERENCES municipality (code),
    kind TEXT NOT NULL,
    event TEXT NOT NULL,
    etag TEXT,
    at TEXT NOT NULL,
    data TEXT NOT NULL
);
INSERT INTO "change" VALUES(1,'1489','offer','assessment','"2"','2026-11-22T06:49:35+00:00','{"personnummer": "194001019802", "fornamn": "Eva", "efternamn": "Åberg", "ar": "2027", "erbjuden": "2027-02-01", "svar": "", "svar_datum": "", "svarat_av": "", "svar_kanal": "", "orsak_nej": "", "utford": "2027-03-02", "utforare": "Folktandvården", "munvardskort": "", "avvikelse": ""}');
CREATE TABLE installation (id TEXT NOT NULL);
INSERT INTO "installation" VALUES('9b9049c7d21143a0b01cbffa65d9232b');
CREATE TABLE item (
    municipality TEXT NOT NULL REFERENCES municipality (code),
    key TEXT NOT NULL,
    body_hash BLOB NOT NULL,
    result TEXT NOT NULL,
    replaces TEXT,
    PRIMARY KEY (municipality, key)
) WITHOUT ROWID;
INSERT INTO "item" VALUES('1489','00000000-0000-0000-0000-000000000001',X'B7C3A0F8552E848AD9828CCA220C4BF87C5BE564E4620FF7DABCDDC7D9D6A8A7','{"key": "00000000-0000-0000-0000-000000000001", "status": 201, "etag": "\"1\"", "id": "E001"}',NULL);
INSERT INTO "item" VALUES('1489','00000000-0000-0000-0000-000000000002',X'B597924A424F54AA3098F1D63812AC42A46E3FCCB6D4B80BC423A19AC763DD0D','{"key": "00000000-0000-0000-0000-000000000002", "status": 201, "etag": "\"1\"", "id": "dbd1fef3-041c-4033-ad41-097680e388bb"}',NULL);
INSERT INTO "item" VALUES('1489','00000000-0000-0000-0000-000000000003',X'F66536A5AD8F31FB430A60FA9D2AD8E195ECA61E1A8A324B35FB9654643F61B8','{"key": "00000000-0000-0000-0000-000000000003", "status": 201, "etag": "\"1\"", "id": "1489-a"}',NULL);
INSERT INTO "item" VALUES('1489','00000000-0000-0000-0000-000000000004',X'8D19214625F9DDA63DED82434665C8589BD05BC89DEEA3118451DF6C88F203C8','{"key": "00000000-0000-0000-0000-000000000004", "status": 201, "etag": "\"1\"", "id": "U1"}',NULL);
INSERT INTO "item" VALUES('1489','00000000-0000-0000-0000-000000000005',X'80F78567126A2660976480B4F0653007965D7535FA1BB8A263D784D7BC342C05','{"key": "00000000-0000-0000-0000-000000000005", "status": 200, "etag": "\"2\"", "id": "E001"}',NULL);
CREATE TABLE municipality (
    code TEXT PRIMARY KEY,
    client_id TEXT NOT NULL UNIQUE,
    secret_hash TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "municipality" VALUES('1489','kommun-1489','fa8d50cab0558ab1ea7a0a7de149c2f9e24e647e354925ec3f8d62570f42473b');
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    municipality TEXT NOT NULL REFERENCES municipality (code),
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    ref TEXT NOT NULL,
    person TEXT,
    version INTEGER NOT NULL,
    foreign_version INTEGER NOT NULL,
    data TEXT NOT NULL,
    UNIQUE (municipality, kind, key)
);
INSERT INTO "record" VALUES(1,'1489','unit','E001','E001',NULL,2,0,'{"kod": "E001", "namn": "Östlyckan 2", "typ": "SABO", "adress": "", "postnummer": "", "postort": "", "ansvarig": "", "telefon": "", "epost": "", "platser": "", "personal": "", "utforare": "", "oppnad": "", "stangd": "", "ersatts_av": ""}');
INSERT INTO "record" VALUES(2,'1489','offer','194001019802 2027','dbd1fef3-041c-4033-ad41-097680e388bb','194001019802',2,2,'{"personnummer": "194001019802", "fornamn": "Eva", "efternamn": "Åberg", "ar": "2027", "erbjuden": "2027-02-01", "svar": "", "svar_datum": "", "svarat_av": "", "svar_kanal": "", "orsak_nej": "", "utford": "2027-03-02", "utforare": "Folktandvården", "munvardskort": "", "avvikelse": ""}');
INSERT INTO "record" VALUES(3,'1489','certificate','1489-a','1489-a','194001019802',1,0,'{"intyg_id": "1489-a", "personnummer": "194001019802", "fornamn": "", "efternamn": "", "grund": "G1", "kriterier": "VGR-N 2027", "fran": "2027-01-01", "till": "", "utfardad": "2027-01-01", "utfardare": "Gun Öberg", "ursprung": "", "ersatter": "", "underlag": "", "informerad": "", "avslutat": "", "avslutsorsak": "", "makulerat": ""}');
INSERT INTO "record" VALUES(4,'1489','training','U1','U1',NULL,1,0,'{"utbildning_id": "U1", "enhet_kod": "E001", "datum": "2027-04-12", "timmar": "1,5", "deltagare": "12", "leverantor": ""}');
CREATE TABLE token (
    token_hash TEXT PRIMARY KEY,
    municipality TEXT NOT NULL REFERENCES municipality (code),
    scopes TEXT NOT NULL,
    expires REAL NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX record_ref ON record (municipality, kind, ref);
CREATE INDEX record_page ON record (municipality, kind, id);
CREATE INDEX record_person ON record (person, kind) WHERE person IS NOT NULL;
CREATE INDEX change_feed ON change (municipality, seq);
PRAGMA user_version = 1;
COMMIT;
