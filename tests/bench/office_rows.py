"""What the office keeps of a company's past: who decided, what was prepared, what visitors said; SQL for SQLite.

It goes on from the temporary tables that `history_rows` made: `booked` with every booking, `stay` with every visit.
"""

from tests.bench.sql import NOT_YET, at, chance, row_id

TASKS_A_PLAN = 8

COMPANY_TERMS = """
    DELETE FROM company_terms;
    INSERT OR IGNORE INTO company_terms (term, company_id)
        SELECT term, firm.id FROM firm JOIN name_term USING (name) ORDER BY 1, 2;
    UPDATE companies SET tier = CASE rowid % 50 WHEN 0 THEN 'diamond' WHEN 1 THEN 'platinum' ELSE
        CASE rowid % 10 WHEN 2 THEN 'gold' WHEN 3 THEN 'vip' ELSE 'none' END END;
    """

APPROVALS = f"""
    INSERT INTO approval_steps (id, booking_id, site_id, starts_at, round, position, kind, rank, state, asked_at,
            decided_by, decided_at)
        SELECT {row_id("starts - 259200")}, id, site, {at("starts")}, 1, 0,
            CASE grade WHEN 'D' THEN 'host' ELSE 'review' END, NULL,
            CASE state WHEN 'waiting' THEN 'asked' ELSE 'approved' END, {at("starts - 259200")},
            CASE WHEN state <> 'waiting' THEN employee END,
            CASE WHEN state <> 'waiting' THEN {at("starts - 200000")} END
        FROM booked ORDER BY 1;
    INSERT INTO approval_steps (id, booking_id, site_id, starts_at, round, position, kind, rank, state, asked_at,
            decided_by, decided_at)
        SELECT {row_id("starts - 200000")}, id, site, {at("starts")}, 1, 1, 'approve',
            CASE grade WHEN 'A' THEN 3 WHEN 'B' THEN 2 ELSE 1 END,
            CASE state WHEN 'rejected' THEN 'rejected' WHEN 'sent_back' THEN 'sent_back' ELSE 'approved' END,
            {at("starts - 200000")}, employee, {at("starts - 172800")}
        FROM booked WHERE grade <> 'D' AND state <> 'waiting' ORDER BY 1;
    """

PLANS = f"""
    CREATE TEMP TABLE planned AS
        SELECT {row_id("starts - 172800")} AS id, id AS booking, site, grade, starts, lasts, employee
        FROM booked WHERE grade IN ('A', 'B') AND state = 'approved' ORDER BY 1;
    INSERT INTO reception_plans (id, booking_id, site_id, grade_letter, starts_at, ends_at, meeting, secrecy, language,
            room, escorts, diners, itinerary, itinerary_version, confirmed_version, confirm_reason, made_by,
            made_at, changes)
        SELECT id, booking, site, grade, {at("starts")}, {at("starts + lasts")}, 'daily', 'open', 'zh', '302', '[]',
            '[]', '[]', 0, 0, '', employee, {at("starts - 172800")}, 0 FROM planned;
    INSERT INTO reception_tasks (id, plan_id, booking_id, site_id, key, name, name_en, owner, employee_id, edge, days,
            minutes, is_before, due_at, "check", note, done_at, done_by)
        WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n LIMIT {TASKS_A_PLAN})
        SELECT {row_id("starts - 172800")}, id, booking, site, 'task' || k, '准备 ' || k, 'Task ' || k, 'reception',
            CASE k % 2 WHEN 0 THEN employee END, 'before_start', 0, 15 * k, 1, {at("starts - 900 * k")}, '[]', '',
            CASE WHEN {chance("1000")} > 0 THEN {at("starts - 900 * k - 600")} END, employee
        FROM planned JOIN n ORDER BY 1;
    """

FEEDBACK = f"""
    INSERT INTO feedback (id, site_id, grade_letter, visit_id, host_id, score, scores, comment, is_anonymous, given_at,
            settled_at, kept_for, forget_at)
        SELECT {row_id('"left" + 60')}, stay.site, grade, stay.id, host, CASE WHEN luck < 2 THEN 2 WHEN luck < 6 THEN 3
            WHEN luck < 14 THEN 4 ELSE 5 END, '{{}}', '', 0, {at('"left" + 60')}, {at('"left" + 60')}, 'feedback',
            {NOT_YET}
        FROM stay JOIN booked ON booked.id = stay.booking WHERE luck < 30 ORDER BY 1;
    INSERT INTO low_scores (id, feedback_id, site_id, owner_id, raised_at, due_at, answered_at, answered_by, answer,
            closed_at, closed_by, closing, kept_for, forget_at)
        SELECT id, id, site_id, host_id, given_at, given_at, given_at, host_id, '',
            CASE WHEN {chance("1000")} > 0 THEN given_at END, host_id, '', 'feedback', forget_at
        FROM feedback WHERE score <= 2 ORDER BY 1;
    UPDATE bookings SET turnout = CASE WHEN id IN (SELECT booking FROM stay) THEN 'came' ELSE 'nobody' END
        WHERE state = 'approved';
    """

PROMISES = f"""
    INSERT INTO cooperation_items (id, booking_id, site_id, words, state, employee_id, due_at, by, at)
        SELECT {row_id("starts + lasts")}, id, site, '样品 ' || i,
            CASE WHEN {chance("200")} > 0 THEN 'done' ELSE 'agreed' END, employee,
            CASE i % 2 WHEN 0 THEN {at("starts + 1209600")} END, employee, {at("starts + lasts")}
        FROM booked WHERE state = 'approved' ORDER BY 1;
    """
