CREATE TYPE mood AS ENUM ('sad','ok','happy');
--> statement-breakpoint
CREATE TYPE money_amount AS (amount numeric(12,2), currency char(3));
--> statement-breakpoint
CREATE TABLE c (
 id serial primary key, i int, b bigint, s smallint, n numeric(10,2), r real, d double precision,
 t text, v varchar(20), bp char(5), vs varchar(10)[], ts text[], j json, jb jsonb, da date, tz timestamptz, tt timestamp, ti time, tiz timetz, iv interval, u uuid, by bytea, bi bit(4), bv bit varying(8), ip inet, m mood, ms mood[], p point, bo boolean, x xml, r1 int4range, mr int4multirange, ma money_amount, nm name, ch "char", o oid, mo money,
 CONSTRAINT c1 CHECK (i IN (1,2,3)), CONSTRAINT c2 CHECK (i NOT IN (1)), CONSTRAINT c3 CHECK (i BETWEEN -5 AND 5), CONSTRAINT c3s CHECK (i BETWEEN SYMMETRIC 5 AND -5),
 CONSTRAINT c4 CHECK (t ~ '^\d+\\.x$' AND t !~* E'a\tb' AND t SIMILAR TO '%(b|d)%' AND t NOT LIKE 'a\_%' ESCAPE '\'),
 CONSTRAINT c5 CHECK (t LIKE ANY (ARRAY['a%','b%']) OR v ILIKE ALL (ARRAY['x','y'])),
 CONSTRAINT c6 CHECK (CASE WHEN m = 'sad' THEN i > 0 WHEN m IN ('ok','happy') THEN i < 0 ELSE true END),
 CONSTRAINT c7 CHECK (CASE v WHEN 'a' THEN 1 WHEN 'b' THEN 2 END = 1),
 CONSTRAINT c8 CHECK (coalesce(t, v, bp) <> ''), CONSTRAINT c9 CHECK (nullif(i, 0) IS NOT NULL),
 CONSTRAINT c10 CHECK (greatest(i, b, n) < least(1e3, .5, d)), CONSTRAINT c11 CHECK (n > .5 AND n < 1e3 AND d <> 1e400::text::float8),
 CONSTRAINT c12 CHECK (i > -1 AND i > - 2 AND i > -(3) AND i > (-4)::int AND i > -6::bigint AND n > -1.5 AND n > -1.5::numeric(10,2)),
 CONSTRAINT c13 CHECK (bi = B'1010' AND bv <> X'F' AND bi & b'1111' = bi), CONSTRAINT c14 CHECK (t <> E'a\\b\n\u00e9' AND t <> U&'d\0061t\+000061' AND t <> U&'!0061' UESCAPE '!'),
 CONSTRAINT c15 CHECK ((i, b) < (1, 2) AND (i, t) IS DISTINCT FROM (1, 'x') AND ROW(i, b) IN ((1,2),(3,4))),
 CONSTRAINT c16 CHECK (i IS NOT DISTINCT FROM 3 AND t IS DISTINCT FROM NULL AND bo IS NOT UNKNOWN AND bo IS TRUE),
 CONSTRAINT c17 CHECK (extract(year from tz at time zone 'UTC') > 2000 AND date_part('dow', tt) <> 0 AND extract(epoch from iv) > 0),
 CONSTRAINT c18 CHECK ((tt, iv) OVERLAPS (tt, interval '1 day')), CONSTRAINT c19 CHECK (da > '2020-01-01' AND da < DATE '2030-01-01' AND tt > timestamp '2020-01-01 00:00:00.5' AND tz > '2020-01-01 00:00:00+02'),
 CONSTRAINT c20 CHECK (iv > interval '1 day' AND iv < '2 months 3 days 04:05:06.7' AND iv <> interval '1' year AND iv <> interval '1-2' year to month AND iv > '-1 day'::interval)
);
