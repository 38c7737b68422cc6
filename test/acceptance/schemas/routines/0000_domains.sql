CREATE DOMAIN "email" AS varchar(200) COLLATE "C" CHECK (VALUE ~ '^[^@\s]+@[^@]+\.[a-z]{2,}$');--> statement-breakpoint
CREATE DOMAIN "positive" AS integer DEFAULT 1 NOT NULL CONSTRAINT positive_check CHECK (VALUE > 0);--> statement-breakpoint
CREATE TYPE "address" AS ("street" text, "zip" varchar(10), "position" point);--> statement-breakpoint
CREATE TYPE "time_range" AS RANGE (subtype = time);--> statement-breakpoint
CREATE TABLE "people" ("id" "positive" PRIMARY KEY, "mail" "email", "home" "address", "open" "time_range", "level" varchar(5) CHECK ("level" = ANY (ARRAY['low', 'high'])), "levels" varchar(5)[] CHECK ("levels" <@ ARRAY['low', 'high']::varchar[]));--> statement-breakpoint
CREATE DOMAIN "note" AS text DEFAULT 'none';--> statement-breakpoint
CREATE TABLE "closures" ("during" "time_range", "why" "note", CONSTRAINT "one_closure" EXCLUDE USING gist ("during" WITH &&));