-- What the floor asks, and the fields of the reply: `name:kind` for each column. A kind that is no kind of value is the resource
-- whose number (or numbers, with []) the column holds. $1 is always the numbers of the caller's companies, to which every
-- statement is confined.

--- Caller
SELECT u.id, ARRAY(SELECT c.company_id FROM api_user_companies c WHERE c.api_user_id = u.id)
FROM api_users u JOIN applications a ON a.api_user_id = u.id
WHERE a.client_id = $1

--- Person id:user persnr:persnr first_name:text last_name:text email:text mobile:text employee_alias:text work_for:{ company:companies department:departments franchise:franchises }:} userroles:roles employment:employment[] encoded_userid:optional administers:companies[] created:time changed:time
-- $2 the API user. A condition on $3 follows. The last column counts a list whose filter finds one person.
-- A role is the ordning's number times four, plus the type's: those of a bedriftsansvarlig (2) stand as they are.
SELECT u.id, u.persnr_cipher, u.persnr_lookup, u.first_name, u.last_name, u.email, u.mobile, e.employee_alias,
    u.company_id, e.department_id, e.franchise_id,
    given.roles,
    ARRAY(
        SELECT x.id FROM employments x WHERE x.user_id = u.id AND x.company_id = ANY($1)
        ORDER BY x.end_date IS NULL DESC, x.start_date DESC, x.id DESC),
    (SELECT l.encrypted_user_id FROM user_login_links l JOIN user_login_clients c ON c.id = l.client_id
    WHERE l.user_id = u.id AND l.revoked IS NULL AND c.api_user_id = $2 ORDER BY l.id DESC LIMIT 1),
    CASE
        WHEN NOT given.roles && '{6,10,14,18,22,26,30,34,38,42,46,50,54,58}' THEN '{}'
        WHEN (SELECT a.user_id FROM administrations a WHERE a.user_id = u.id LIMIT 1) IS NULL THEN ARRAY[u.company_id]
        ELSE ARRAY(SELECT a.company_id FROM administrations a WHERE a.user_id = u.id AND a.company_id = ANY($1) ORDER BY a.company_id)
    END,
    u.created, u.changed, 1::bigint
FROM users u JOIN employments e ON e.user_id = u.id AND e.end_date IS NULL
CROSS JOIN LATERAL (SELECT
    ARRAY(
        SELECT r.ordning_id * 4 + r.user_type FROM user_roles r
        WHERE r.user_id = u.id AND (r.user_type <> 1 OR (
            SELECT s.status FROM user_statuses s
            WHERE s.user_id = u.id AND s.ordning_id = r.ordning_id AND s.track = 1 AND s.status_date <= (now() AT TIME ZONE 'Europe/Oslo')::date
                AND s.voided_by_id IS NULL
            ORDER BY s.status_date DESC, s.id DESC LIMIT 1) IS DISTINCT FROM 'utmeldt')
        ORDER BY r.ordning_id, r.user_type) AS roles OFFSET 0) given
WHERE u.company_id = ANY($1) AND

--- CountPeople
SELECT count(*) FROM users WHERE company_id = ANY($1)

--- FirstOfPage
SELECT id FROM users WHERE company_id = ANY($1) ORDER BY id OFFSET {skip} LIMIT 1

--- LatestStatuses id:userstatus appname:appname ordning:ordninger user:user status:text reason:text status_date:text status_set_by:user comment:text created:time
-- $2 the hash of a persnr.
SELECT s.id, s.ordning_id, s.ordning_id, s.user_id, s.status, s.reason, s.status_date::text,
    CASE WHEN s.status_set_by_id = s.user_id OR EXISTS (SELECT FROM users b WHERE b.id = s.status_set_by_id AND b.company_id = ANY($1))
        THEN s.status_set_by_id END,
    s.comment, s.created, count(*) OVER ()
FROM users u JOIN user_statuses s ON s.user_id = u.id
WHERE u.company_id = ANY($1) AND u.persnr_lookup = $2 AND s.voided_by_id IS NULL AND s.status_date <= (now() AT TIME ZONE 'Europe/Oslo')::date
    AND (s.superseded_from IS NULL OR s.superseded_from > (now() AT TIME ZONE 'Europe/Oslo')::date)
ORDER BY s.id

--- Companies id:companies navn:text company_name:text orgnr:text hjemmeside:text departments:departments[]
SELECT c.id, c.navn, c.navn, c.orgnr, c.hjemmeside, ARRAY(SELECT d.id FROM departments d WHERE d.company_id = c.id ORDER BY d.id), count(*) OVER ()
FROM companies c WHERE c.id = ANY($1) ORDER BY c.id LIMIT 100

--- Results id:results user:user appname:appname ordning:ordninger exam_name:text exam_type:text score:raw passed:raw status:text exam_date:text attempt:raw topics:topics created:time changed:time
-- $2 the first of them. The date stands in the text, so that the plan is one for it. Topics are kept as they are sent, but for escapes.
SELECT r.id, r.user_id, r.ordning_id, r.ordning_id, r.exam_name, r.exam_type, trim_scale(r.score)::text, r.passed::text,
    CASE WHEN r.passed THEN 'bestått' ELSE 'ikke bestått' END, r.exam_date::text, r.attempt::text, r.topics, r.created, r.changed
FROM results r
WHERE r.company_id = ANY($1) AND r.created >= timestamp '{start}' AT TIME ZONE 'Europe/Oslo' AND r.id >= $2
ORDER BY r.id LIMIT 100

--- CountResults
SELECT count(*) FROM results r WHERE r.company_id = ANY($1) AND r.created >= timestamp '{start}' AT TIME ZONE 'Europe/Oslo'

--- FirstResult
SELECT min(r.id) FROM results r WHERE r.company_id = ANY($1) AND r.created >= timestamp '{start}' AT TIME ZONE 'Europe/Oslo'

--- Token access_token:text token_type:text expires_in:raw scope:text
-- $2 client id, $3 hash of its secret, $4 token, $5 its hash.
INSERT INTO access_tokens (hash, application_id, scopes, created, expires)
SELECT $5, a.id, a.scopes & 3, now(), now() + interval '1 hour'
FROM applications a JOIN api_users u ON u.id = a.api_user_id JOIN application_secrets s ON s.application_id = a.id
WHERE $1::bigint[] IS NOT NULL AND a.client_id = $2 AND s.hash = $3 AND (s.expires IS NULL OR s.expires > now())
    AND a.enabled AND u.enabled AND a.client_type = 1 AND a.allow_client_credentials
RETURNING $4::text, 'Bearer', '3600', CASE scopes WHEN 1 THEN 'read' WHEN 2 THEN 'write' ELSE 'read write' END

--- SetStatus id:userstatus appname:appname ordning:ordninger user:user status:text reason:text status_date:text status_set_by:user comment:text created:time
-- $2 the body, $3 who calls.
WITH body AS (
    SELECT split_part($2::json->>'user', '/', 7)::bigint AS user_id, o.id AS ordning_id, o.app_name,
        $2::json->>'status' AS status, $2::json->>'reason' AS reason, (now() AT TIME ZONE 'Europe/Oslo')::date AS today
    FROM ordninger o WHERE o.app_name = $2::json->>'appname'),
person AS (SELECT id, company_id FROM users WHERE id = (SELECT user_id FROM body) AND company_id = ANY($1) FOR UPDATE),
history AS (
    SELECT s.* FROM body b JOIN user_statuses s ON s.user_id = b.user_id AND s.ordning_id = b.ordning_id
    WHERE s.track = 1 AND s.voided_by_id IS NULL),
present AS (
    SELECT h.id, h.status, h.locked FROM history h JOIN body b ON h.status_date <= b.today
    ORDER BY h.status_date DESC, h.id DESC LIMIT 1),
added AS (
    INSERT INTO user_statuses (id, user_id, ordning_id, track, status, reason, status_date, status_set_by_id, comment, created, locked, company_id)
    SELECT nextval('user_status_ids'), b.user_id, b.ordning_id, 1, b.status, b.reason, b.today, b.user_id, '', now(), false, w.company_id
    FROM body b, person w, present p
    WHERE p.status IN (b.app_name || 'new', b.app_name || 'ok', 'reauth') AND NOT p.locked
        AND NOT EXISTS (SELECT FROM history h WHERE h.locked AND h.status_date > b.today)
    RETURNING *),
role AS (INSERT INTO user_roles (user_id, ordning_id, user_type) SELECT user_id, ordning_id, 1 FROM added ON CONFLICT DO NOTHING),
superseded AS (UPDATE user_statuses SET superseded_from = added.status_date FROM added, present WHERE user_statuses.id = present.id),
touched AS (UPDATE users SET changed = now(), version = version + 1 FROM added WHERE users.id = added.user_id),
audited AS (
    INSERT INTO audit_entries (id, at, actor_kind, actor, action, entity, entity_id, user_id, changes, correlation_id)
    SELECT nextval('audit_entry_ids'), now(), 1, $3, 'created', 'user_status', id, user_id, 
        '[{"field":"comment","old":null,"new":""},{"field":"locked","old":null,"new":false},{"field":"ordning_id","old":null,"new":"' || ordning_id
        || '"},{"field":"reason","old":null,"new":' || to_json(reason) || '},{"field":"status","old":null,"new":"' || status
        || '"},{"field":"status_date","old":null,"new":"' || status_date || '"},{"field":"status_set_by_id","old":null,"new":"' || user_id
        || '"},{"field":"track","old":null,"new":"Candidate"},{"field":"user_id","old":null,"new":"' || user_id
        || '"},{"field":"voided_by_id","old":null,"new":null}]',
        replace(gen_random_uuid()::text, '-', '')
    FROM added)
SELECT id, ordning_id, ordning_id, user_id, status, reason, status_date::text, status_set_by_id, comment, created FROM added

--- SetMobile
-- $2 user, $3 the body, $4 who calls.
WITH before AS (SELECT id, mobile FROM users WHERE id = $2 AND company_id = ANY($1) FOR UPDATE),
changed AS (UPDATE users SET mobile = $3::json->>'mobile', changed = now(), version = version + 1 FROM before WHERE users.id = before.id)
INSERT INTO audit_entries (id, at, actor_kind, actor, action, entity, entity_id, user_id, changes, correlation_id)
SELECT nextval('audit_entry_ids'), now(), 1, $4, 'changed', 'user', id, id,
    '[{"field":"mobile","old":"' || mobile || '","new":' || ($3::json->'mobile') || '}]', replace(gen_random_uuid()::text, '-', '')
FROM before
