CREATE TABLE "by_hash" ("id" integer, "part" text) PARTITION BY HASH (lower("part"), "id");--> statement-breakpoint
CREATE TABLE "by_hash_0" PARTITION OF "by_hash" FOR VALUES WITH (MODULUS 2, REMAINDER 0) PARTITION BY LIST ("id");--> statement-breakpoint
CREATE TABLE "base" ("id" serial PRIMARY KEY, "kind" varchar(4) DEFAULT 'base' CHECK ("kind" IN ('base', 'sub')));--> statement-breakpoint
CREATE TABLE "sub" ("extra" text DEFAULT E'a\\b\n') INHERITS ("base");--> statement-breakpoint
ALTER TABLE "sub" ALTER COLUMN "kind" SET DEFAULT 'sub';--> statement-breakpoint
CREATE UNLOGGED TABLE "cache" ("key" text PRIMARY KEY, "value" bytea DEFAULT '\xdeadbeef') WITH (fillfactor = 70, autovacuum_enabled = false);