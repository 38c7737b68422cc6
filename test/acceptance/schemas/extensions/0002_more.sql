CREATE FUNCTION "find"("q" citext) RETURNS SETOF "members" LANGUAGE sql STABLE AS 'select * from members where email = q';--> statement-breakpoint
CREATE MATERIALIZED VIEW "nicks" AS SELECT "nick", count(*) FROM "members" WHERE "nick" IN ('a', 'b') GROUP BY "nick" WITH NO DATA;--> statement-breakpoint
DROP EXTENSION "btree_gist" CASCADE;