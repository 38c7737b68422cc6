CREATE TABLE "balances" ("id" integer DEFAULT -1::int PRIMARY KEY, "limit" numeric(10, 2) DEFAULT -1.5::numeric, "share" integer GENERATED ALWAYS AS ("id" * -2::int) STORED, CHECK ("limit" > -100::int AND "id" = ANY (ARRAY[-1::int, -2])));--> statement-breakpoint
CREATE INDEX "balances_low" ON "balances" USING btree (("id" + -3::int)) WHERE "balances"."limit" < -9.5::numeric;--> statement-breakpoint
CREATE VIEW "overdrawn" AS SELECT "id", -1::int AS "sign" FROM "balances" WHERE "limit" < -0.5::numeric;
