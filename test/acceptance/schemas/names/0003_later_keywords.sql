CREATE TABLE "json_table" ("json" jsonb PRIMARY KEY, "json_value" integer DEFAULT 1, "json_exists" text, CONSTRAINT "json_scalar" UNIQUE("json_value","json_exists"), CHECK ("json_value" > 0 AND "json_exists" IN ('a', 'b')));--> statement-breakpoint
CREATE TABLE "merged" ("id" integer PRIMARY KEY, "merge_action" jsonb REFERENCES "json_table"("json"));--> statement-breakpoint
CREATE INDEX "json_query" ON "json_table" USING btree (lower("json_exists"),"json_value") WHERE "json_table"."json_value" > 1;--> statement-breakpoint
CREATE VIEW "json_object" AS SELECT "json", "json_value" AS "json_array" FROM "json_table" WHERE "json_exists" = 'a';--> statement-breakpoint
CREATE VIEW "both" AS SELECT "json_table"."json", "merged"."id" FROM "json_table" JOIN "merged" ON "merged"."merge_action" = "json_table"."json";--> statement-breakpoint
CREATE TYPE "json_serialize" AS ("json" text, "merge_action" integer);--> statement-breakpoint
ALTER TABLE "merged" ADD COLUMN "of" "json_serialize";--> statement-breakpoint
ALTER TABLE "json_table" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "all" ON "json_table" USING ("json_value" > 0);