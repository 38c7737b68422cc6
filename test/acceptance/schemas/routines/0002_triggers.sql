CREATE FUNCTION log_change() RETURNS trigger LANGUAGE plpgsql AS 'begin return null; end';--> statement-breakpoint
CREATE TRIGGER "after_people" AFTER INSERT ON "people" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION log_change('a', 'it''s');--> statement-breakpoint
CREATE CONSTRAINT TRIGGER "late" AFTER UPDATE ON "people" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.level IS DISTINCT FROM NEW.level AND NEW.level NOT IN ('low', 'mid')) EXECUTE FUNCTION log_change();--> statement-breakpoint
ALTER TABLE "people" DISABLE TRIGGER "after_people";--> statement-breakpoint
ALTER DOMAIN "email" ADD CONSTRAINT "no_test" CHECK (VALUE NOT IN ('a@test.de', 'b@test.de')) NOT VALID;--> statement-breakpoint
CREATE OR REPLACE FUNCTION add(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql STABLE RETURN (SELECT a + b + count(*)::int FROM people);