"""The rows of a company's past, as SQL for SQLite. What is chosen by chance is chosen once, in temporary tables."""

from tests.bench import office_rows
from tests.bench.sql import NOT_YET, at, chance, often_small, row_id

VISITORS_A_COMPANY = 40


def parts(bookings: int, visits: int) -> dict[str, str]:
    """Return the statements of each part, in their order. Names, days, places and hosts are there already."""
    return {
        "bookings": _bookings(bookings),
        "guests": _GUESTS,
        "visits": _visits(visits),
        "paper": _PAPER,
        "notices": _NOTICES,
        "logbook": _LOGBOOK,
        "companies": office_rows.COMPANY_TERMS,
        "approvals": office_rows.APPROVALS,
        "plans": office_rows.PLANS,
        "feedback": office_rows.FEEDBACK,
        "promises": office_rows.PROMISES,
        "search terms": _TERMS,
    }


def _bookings(count: int) -> str:
    """Half of them for one guest, a twentieth for ten to thirty; 3.1 on average."""
    return f"""
        CREATE TEMP TABLE plan AS
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT {count}),
            chosen AS MATERIALIZED (
                SELECT i, i * (SELECT count(*) FROM day) / {count} AS day, {chance("100")} AS luck,
                    {chance("100")} AS crowd, {chance("36")} AS quarter, {chance("10")} AS spot,
                    {often_small("(SELECT count(*) FROM firm)")} AS firm, {chance("2")} AS long
                FROM n)
            SELECT i, CASE WHEN spot < 7 THEN 0 WHEN spot < 9 THEN 1 ELSE 2 END AS place, firm,
                midnight + 32400 + quarter * 900 AS starts, 7200 + long * 7200 AS lasts,
                CASE WHEN luck < 93 THEN 'approved' WHEN luck < 97 THEN 'cancelled' WHEN luck < 98 THEN 'rejected'
                    WHEN luck < 99 THEN 'waiting' ELSE 'sent_back' END AS state,
                CASE WHEN crowd < 50 THEN 1 WHEN crowd < 70 THEN 2 WHEN crowd < 80 THEN 3
                    WHEN crowd < 95 THEN 4 + crowd % 5 ELSE 10 + i % 21 END AS size,
                CASE WHEN luck % 20 = 0 THEN 'A' WHEN luck % 20 < 3 THEN 'B' WHEN luck % 20 < 8 THEN 'C' ELSE 'D' END
                    AS grade
            FROM chosen JOIN day ON day.k = chosen.day ORDER BY i;
        CREATE TEMP TABLE booked AS
            SELECT plan.*, {row_id("starts - 259200")} AS id, site, {often_small("hosts")} AS who,
                prefix || substr(strftime('%Y-%m%d', starts, 'unixepoch'), 3) AS series,
                row_number() OVER (PARTITION BY place, starts / 86400 ORDER BY i) AS turn
            FROM plan JOIN place ON place.k = plan.place ORDER BY i;
        DROP TABLE plan;
        ALTER TABLE booked ADD COLUMN employee;
        UPDATE booked SET employee = (SELECT person FROM host WHERE host.place = booked.place AND k = who);
        CREATE UNIQUE INDEX booked_i ON booked (i);
        INSERT INTO bookings (id, site_id, host_id, booked_by, grade_letter, kind, purpose, area, photos_allowed,
                starts_at, ends_at, state, permit, is_urgent, decided_by, decided_at, made_at, changes,
                kept_for, forget_at)
            SELECT booked.id, site, employee, account, grade, CASE WHEN size > 9 THEN 'group' ELSE 'ordinary' END,
                '签约洽谈', '一号楼', 0, {at("starts")}, {at("starts + lasts")}, state,
                CASE WHEN state IN ('approved', 'cancelled') THEN printf('%s-%03d', series, turn) END,
                0, account, {at("starts - 172800")}, {at("starts - 259200")}, 0,
                'visit', {NOT_YET}
            FROM booked JOIN host ON host.place = booked.place AND host.k = who ORDER BY booked.id;
        INSERT INTO permit_counters SELECT series, max(turn) FROM booked GROUP BY series;
        """


_GUESTS = f"""
    CREATE TEMP TABLE known AS
        WITH RECURSIVE n(i) AS (
            SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT {VISITORS_A_COMPANY} * (SELECT count(*) FROM firm))
        SELECT i, {row_id("1700000000 + i")} AS id, firm.id AS firm, person.name AS name
        FROM n JOIN firm ON firm.k = i / {VISITORS_A_COMPANY}
        JOIN person ON person.k = (i * 7919) % (SELECT count(*) FROM person);
    CREATE UNIQUE INDEX known_i ON known (i);
    INSERT INTO visitors (id, name, company_id, phone, email, kept_for, forget_at)
        SELECT id, name, firm, printf('+86138%08d', i), printf('v%d@visitor.example', i), 'visit',
            {NOT_YET} FROM known;
    CREATE TEMP TABLE member AS
        WITH RECURSIVE spot(pos) AS (SELECT 0 UNION ALL SELECT pos + 1 FROM spot LIMIT 31)
        SELECT booked.i, pos, {row_id("starts - 259200")} AS id, {chance("100")} AS luck, {chance("1800")} AS late,
            {chance("3600")} AS stays, firm * {VISITORS_A_COMPANY} + (booked.i * 31 + pos) % {VISITORS_A_COMPANY}
            AS visitor
        FROM booked JOIN spot ON pos < size ORDER BY booked.i, pos;
    CREATE INDEX member_i ON member (i);
    INSERT INTO guests (id, booking_id, visitor_id, position, is_leader)
        SELECT member.id, booked.id, known.id, pos, pos = 0
        FROM member JOIN booked USING (i) JOIN known ON known.i = visitor ORDER BY member.id;
    INSERT INTO passes (number, guest_id, issued_at, expires_at)
        SELECT lower(hex(randomblob(8))), member.id, {at("starts - 172800")}, {at("starts + 50400")}
        FROM member JOIN booked USING (i) WHERE state IN ('approved', 'cancelled') ORDER BY 1;
    """


def _visits(count: int) -> str:
    return f"""
        CREATE TEMP TABLE stay AS
            SELECT {row_id("starts + late - 1200")} AS id, member.id AS guest, booked.id AS booking, site,
                employee AS host,
                starts + late - 1200 + luck / 100.0 AS arrived, starts + lasts + stays - 1800 + luck / 100.0 AS left,
                luck, {row_id("starts + late - 1200")} AS badge,
                json_object('site', site, 'host', employee, 'booking', booked.id) AS about
            FROM member JOIN booked USING (i) WHERE state = 'approved' AND luck < 95
            ORDER BY booked.i LIMIT {count};
        INSERT INTO visits (id, booking_id, guest_id, site_id, host_id, station, state, arrived_at, left_at,
                answer, answered_at, answered_by)
            SELECT id, booking, guest, site, host, 'lobby', CASE WHEN luck < 2 THEN 'expired' ELSE 'left' END,
                {at("arrived")}, CASE WHEN luck >= 2 THEN {at("left")} END,
                CASE WHEN luck < 70 THEN 'coming' END, CASE WHEN luck < 70 THEN {at("arrived + 40")} END,
                CASE WHEN luck < 70 THEN host END
            FROM stay ORDER BY id;
        UPDATE stay SET about = json_insert(about, '$.visit', id);
        INSERT INTO taps (id, station, asked, answer, at)
            SELECT lower(printf('%s-%s-4000-a000-%s', hex(randomblob(4)), hex(randomblob(2)), hex(randomblob(6)))),
                'lobby', lower(hex(randomblob(32))),
                json_object('outcome', 'admitted', 'visit', id, 'badge', badge), {at("arrived")}
            FROM stay ORDER BY 1;
        """


_PAPER = f"""
    INSERT INTO badges (id, visit_id, copy, number, expires_at, made_at)
        SELECT badge, id, 1, lower(hex(randomblob(8))), {at("left + 604800")}, {at("arrived")} FROM stay ORDER BY 1;
    INSERT INTO print_jobs (id, site_id, station, about, subject_kind, subject_id, copy, state, printer, attempts,
            bytes_sent_at, asked_at, settled_at, printed_at)
        SELECT {row_id("arrived")}, site, 'lobby', about, 'badge', badge, 1, 'done', 'virtual', 1,
            {at("arrived + 0.2")}, {at("arrived")}, {at("arrived + 1")}, {at("arrived + 1")}
        FROM stay ORDER BY 1;
    """

_NOTICES = f"""
    INSERT INTO notices (id, topic, subject_id, employee_id, role, about, facts, state, attempts, urgency, channel,
            asked_at, told_at)
        SELECT {row_id("arrived")}, topic, id, CASE topic WHEN 'arrival' THEN host END,
            CASE topic WHEN 'gate_arrival' THEN 'gate' END, about, '{{}}', 'told', 1, 0, 'screen',
            {at("arrived")}, {at("arrived + 1")}
        FROM stay JOIN (SELECT 'arrival' AS topic UNION ALL SELECT 'gate_arrival') ORDER BY 1;
    INSERT INTO notices (id, topic, subject_id, visitor_id, about, facts, state, attempts, urgency, channel,
            asked_at, told_at)
        SELECT {row_id("starts - 172800")}, 'pass', member.id, known.id,
            json_object('site', site, 'host', employee, 'booking', booked.id), '{{"sequence": 0}}', 'told', 1, 1,
            'mail', {at("starts - 172800")}, {at("starts - 172790")}
        FROM member JOIN booked USING (i) JOIN known ON known.i = visitor WHERE state = 'approved' ORDER BY 1;
    """

_LOGBOOK = f"""
    CREATE TEMP TABLE line (happened REAL, kind, site, host, booking, visit, by, facts);
    INSERT INTO line
        SELECT starts - 259200, 'BookingMade', site, employee, id, NULL, employee, json_object('state', 'waiting')
        FROM booked
        UNION ALL SELECT starts - 172800, 'BookingApproved', site, employee, id, NULL, employee, '{{}}'
        FROM booked WHERE state IN ('approved', 'cancelled')
        UNION ALL SELECT arrived, 'VisitorArrived', site, host, booking, id, 'lobby', json_object('badge', badge)
        FROM stay
        UNION ALL SELECT arrived, 'HostAsked', site, host, booking, id, 'lobby',
            json_object('step', 'host', 'person', host) FROM stay
        UNION ALL SELECT arrived + 1, 'BadgePrinted', site, host, booking, id, 'spooler',
            json_object('badge', badge, 'copy', 1, 'printer', 'virtual') FROM stay
        UNION ALL SELECT arrived + 1, 'HostTold', site, host, booking, id, 'courier', '{{}}' FROM stay
        UNION ALL SELECT arrived + 40, 'HostAnswered', site, host, booking, id, host, json_object('answer', 'coming')
        FROM stay WHERE luck < 70
        UNION ALL SELECT left, 'VisitorLeft', site, host, booking, id, 'lobby', '{{}}' FROM stay WHERE luck >= 2;
    INSERT INTO logbook (n, kind, at, site_id, host_id, booking_id, visit_id, by, facts)
        SELECT (SELECT last FROM logbook_counter) + row_number() OVER (ORDER BY happened), kind, {at("happened")},
            site, host, booking, visit, by, facts
        FROM line ORDER BY happened;
    UPDATE logbook_counter SET last = (SELECT max(n) FROM logbook);
    DROP TABLE line;
    """

# Thirty million terms are sorted as numbers: site, term and booking in one, each below ten million.
_TERMS = f"""
    CREATE TEMP TABLE ranked AS
        SELECT row_number() OVER (ORDER BY starts, id) AS rank, i, site, {at("starts")} AS starts, id, state,
            (SELECT count(*) FROM place other WHERE other.site < booked.site) AS place,
            lower(replace(series, '-', '')) AS day, printf('%03d', turn) AS number
        FROM booked;
    CREATE UNIQUE INDEX ranked_i ON ranked (i);
    CREATE UNIQUE INDEX ranked_rank ON ranked (rank);
    CREATE TEMP TABLE permit_term AS
        SELECT rank, place, day AS term FROM ranked WHERE state IN ('approved', 'cancelled')
        UNION ALL SELECT rank, place, day || number FROM ranked WHERE state IN ('approved', 'cancelled')
        UNION ALL SELECT rank, place, substr(day, -4) || number FROM ranked WHERE state IN ('approved', 'cancelled');
    CREATE TEMP TABLE word AS
        SELECT row_number() OVER (ORDER BY term) AS k, term
        FROM (SELECT term FROM name_term UNION SELECT term FROM permit_term);
    CREATE UNIQUE INDEX word_k ON word (k);
    CREATE UNIQUE INDEX word_term ON word (term);
    CREATE TEMP TABLE name_word AS SELECT name, k FROM name_term JOIN word USING (term);
    CREATE INDEX name_word_name ON name_word (name);
    CREATE TEMP TABLE called AS
        SELECT member.i, known.name AS name FROM member JOIN known ON known.i = visitor
        UNION SELECT booked.i, firm.name FROM booked JOIN firm ON firm.k = booked.firm;
    CREATE TEMP TABLE placed AS
        SELECT (place * 10000000 + k) * 10000000 + rank AS lies
        FROM called CROSS JOIN name_word USING (name) CROSS JOIN ranked USING (i)
        UNION ALL SELECT (place * 10000000 + k) * 10000000 + rank FROM permit_term JOIN word USING (term)
        ORDER BY 1;
    INSERT OR IGNORE INTO booking_terms (site_id, term, starts_at, booking_id)
        SELECT site, term, starts, id
        FROM placed CROSS JOIN word ON word.k = lies / 10000000 % 10000000
        CROSS JOIN ranked ON ranked.rank = lies % 10000000
        ORDER BY placed.rowid;
    """
