CREATE EXTENSION IF NOT EXISTS citext;--> statement-breakpoint
CREATE SCHEMA "ext";--> statement-breakpoint
CREATE EXTENSION pg_trgm WITH SCHEMA "ext";--> statement-breakpoint
CREATE EXTENSION btree_gist;--> statement-breakpoint
CREATE TABLE "members" ("id" integer PRIMARY KEY, "email" citext UNIQUE NOT NULL, "nick" citext DEFAULT 'nobody' CHECK ("nick" NOT IN ('root', 'admin')));