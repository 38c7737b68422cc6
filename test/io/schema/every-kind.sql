-- One of each kind of object, and some that are left out.
CREATE ROLE reader;
CREATE SCHEMA drizzle;
CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);
CREATE SCHEMA neon_auth;
CREATE TABLE neon_auth.users_sync (id int);
CREATE SCHEMA app;
CREATE TYPE st AS ENUM ('a', 'b''c', '\x');
CREATE DOMAIN email AS text COLLATE "C" NOT NULL DEFAULT lower('X') CHECK (value ~ '@') CONSTRAINT second CHECK (length(value) < 100);
ALTER DOMAIN email ADD CONSTRAINT third CHECK (value <> '') NOT VALID;
CREATE DOMAIN emails AS text[];
CREATE COLLATION coll FROM "C";
CREATE TYPE pair AS (a int, b text COLLATE "C");
CREATE TYPE fr AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TABLE users (
  id serial PRIMARY KEY,
  e email,
  s st DEFAULT 'a',
  n int GENERATED ALWAYS AS IDENTITY (START 10 INCREMENT 5 CYCLE),
  v varchar(10) CHECK (v IN ('a', 'b')),
  g text GENERATED ALWAYS AS (v || 'x') STORED,
  c text COLLATE "C",
  ts timestamptz DEFAULT '2020-01-01 00:00:00+00',
  iv interval DEFAULT '1 day 2 hours',
  f float8 DEFAULT 0.1,
  m money DEFAULT 1.5::money,
  by bytea DEFAULT '\xdead',
  UNIQUE (id),
  UNIQUE (v, c)
);
CREATE TABLE typed OF pair;
CREATE TABLE child (extra int) INHERITS (users);
ALTER TABLE child ALTER COLUMN v SET DEFAULT 'child';
CREATE TABLE parts (id int, at date, uid int REFERENCES users (id), PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE refs (a int, b date, p pair, FOREIGN KEY (a, b) REFERENCES parts);
CREATE TABLE bookings (during fr, note text COLLATE coll, EXCLUDE USING gist (during WITH &&));
CREATE INDEX ON parts (uid);
CREATE INDEX only_i ON ONLY parts (at);
CREATE UNIQUE INDEX users_c ON users (lower(c) DESC NULLS LAST, (id + 1)) INCLUDE (f) WHERE v IN ('x', 'y');
CREATE VIEW vw WITH (security_barrier) AS
  SELECT id, v FROM users WHERE v IN ('a', 'b') AND EXISTS (SELECT 1 FROM refs WHERE refs.a = users.id);
ALTER VIEW vw ALTER COLUMN id SET DEFAULT 4;
CREATE VIEW vj AS SELECT u.id, p.at FROM users u JOIN parts p ON p.uid = u.id;
CREATE MATERIALIZED VIEW mv AS SELECT v, count(*) AS n FROM users GROUP BY v;
CREATE UNIQUE INDEX mv_i ON mv (v);
CREATE FUNCTION f(a int, b text DEFAULT 'x', OUT c int) LANGUAGE sql AS 'select 1';
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT id FROM users WHERE id = a; END;
CREATE PROCEDURE pr(INOUT a int) LANGUAGE plpgsql SET search_path = '' AS 'begin end';
CREATE FUNCTION tg() RETURNS trigger LANGUAGE plpgsql AS $$begin
	return new;
end$$;
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
CREATE AGGREGATE ag(int) (sfunc = int4pl, stype = int, initcond = '0');
CREATE AGGREGATE moving(int) (sfunc = int4pl, stype = int, msfunc = int4pl, minvfunc = int4mi, mstype = int, mfinalfunc = int4um);
CREATE TRIGGER tr BEFORE UPDATE OF v ON users FOR EACH ROW WHEN (old.v IS DISTINCT FROM new.v) EXECUTE FUNCTION tg();
CREATE CONSTRAINT TRIGGER ct AFTER INSERT ON users DEFERRABLE FOR EACH ROW EXECUTE FUNCTION tg();
ALTER TABLE users DISABLE TRIGGER ct;
CREATE TRIGGER vt INSTEAD OF INSERT ON vw FOR EACH ROW EXECUTE FUNCTION tg();
CREATE TRIGGER pt AFTER INSERT ON parts FOR EACH ROW EXECUTE FUNCTION tg();
CREATE EVENT TRIGGER ev ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION et();
ALTER EVENT TRIGGER ev DISABLE;
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY po ON users AS RESTRICTIVE FOR UPDATE TO reader USING (id = 1) WITH CHECK (v IN ('a', 'b'));
CREATE RULE ru AS ON DELETE TO refs DO ALSO INSERT INTO refs (a) VALUES (old.a);
CREATE SEQUENCE free AS int;
CREATE SEQUENCE owned OWNED BY users.f;
CREATE SEQUENCE owned_too OWNED BY users.f;
CREATE STATISTICS sts ON id, v FROM users;
CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq);
CREATE CAST (text AS pair) WITH INOUT;
CREATE PUBLICATION pb;
CREATE TEXT SEARCH CONFIGURATION tsc (COPY = pg_catalog.english);
ALTER TABLE refs REPLICA IDENTITY FULL, SET (fillfactor = 70, autovacuum_enabled = off);
ALTER TABLE refs ADD CHECK (a > 0) NOT VALID;
