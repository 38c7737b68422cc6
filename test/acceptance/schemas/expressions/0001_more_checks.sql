ALTER TABLE c ADD CONSTRAINT d1 CHECK (jb ? 'a' AND jb ?| array['a','b'] AND jb ?& '{a,b}' AND jb @> '{"a":1}' AND jb -> 'a' ->> 'b' = 'c' AND jb #>> '{a,b}' <> 'x' AND (jb->>'n')::int > 0 AND jsonb_typeof(jb) = 'object' AND jb['a']['b'] IS NOT NULL);
--> statement-breakpoint
ALTER TABLE c ADD CONSTRAINT d2 CHECK (jb @? '$.a[*] ? (@ > 2)' AND jb @@ '$.a > 2' AND jsonb_path_exists(jb, '$.a'));
--> statement-breakpoint
ALTER TABLE c ADD CONSTRAINT d3 CHECK (v IN ('a','b') AND v = 'c' AND v <> ALL ('{x,y}') AND v = ANY (ARRAY['a','b']::varchar(10)[]) AND bp IN ('a','bb') AND bp = 'c' AND bp::text = 'x' AND v::varchar(3) = 'abc' AND t::varchar IN ('q','r') AND t = v AND v = bp AND nm IN ('a','b') AND ch IN ('a','b') AND ch = 'c' AND o IN (1,2));
--> statement-breakpoint
ALTER TABLE c ADD CONSTRAINT d4 CHECK (vs <@ ARRAY['a','b']::varchar[] AND vs && '{a,b}' AND ts @> ARRAY['a'] AND ts <@ ARRAY['a','b']::text[] AND ts <> ARRAY[]::text[] AND cardinality(ts) > 0 AND array_length(vs, 1) > 0 AND ts[1] = 'x' AND ts[1:2] = '{a,b}' AND 'a' = ANY (vs) AND 'z' <> ALL (ts) AND vs = ARRAY['a'::varchar(10), 'b']);
--> statement-breakpoint
ALTER TABLE c ADD CONSTRAINT d5 CHECK (m IN ('sad','ok') AND m > 'sad' AND m::text IN ('a','b') AND ms <@ ARRAY['sad','ok']::mood[] AND ms <@ '{sad,ok}');
--> statement-breakpoint
ALTER TABLE c ADD CONSTRAINT d6 CHECK (substring(t from 1 for 2) = 'ab' AND substring(t from '^a') = 'a' AND substring(t similar 'a#"b#"c' escape '#') = 'b' AND trim(t) = t AND trim(both 'x' from t) <> '' AND trim(leading from t) <> '' AND position('a' in t) > 0 AND overlay(t placing 'x' from 2 for 1) <> '' AND normalize(t, nfc) = t AND t IS NFC NORMALIZED AND t COLLATE "C" > 'a' AND char_length(t) < 10 AND left(t, -1) <> '' AND (t || v || i) <> '' AND upper(v) = v AND starts_with(t,'a') AND t ^@ 'b');
--> statement-breakpoint
ALTER TABLE c ADD CONSTRAINT d7 CHECK (ip << '10.0.0.0/8' AND ip <> inet '::1' AND u <> '00000000-0000-0000-0000-000000000000' AND by <> '\xdead' AND by <> 'abc'::bytea AND octet_length(by) < 10 AND p <@ box '((0,0),(1,1))' AND p ~= '(1,2)'::point AND r1 @> 5 AND r1 && '[1,10)' AND r1 <> int4range(1,2) AND NOT isempty(r1) AND lower(r1) > 0 AND mr @> '[1,2]'::int4range AND mr <> '{[1,2),[5,6)}' AND mo > '12.5' AND mo < 100::money);
--> statement-breakpoint
ALTER TABLE c ADD CONSTRAINT d8 CHECK ((ma).amount > 0 AND (ma).currency IN ('EUR','USD') AND ma IS NOT NULL AND ma <> ROW(1,'EUR')::money_amount AND ma <> '(1,EUR)'::money_amount);
--> statement-breakpoint
ALTER TABLE c ADD CONSTRAINT d9 CHECK (c IS NOT NULL AND c.i > 0 AND num_nonnulls(i, b, t) = 1 AND i IN (b, s) AND i IN (1, s) AND (NOT (i > 1 AND (b > 1 OR s > 1)) OR i = 1));
