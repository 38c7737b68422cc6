CREATE SCHEMA "Billing";--> statement-breakpoint
CREATE SCHEMA "auth";--> statement-breakpoint
CREATE TYPE "auth"."level" AS ENUM('guest', 'it''s', 'back\slash');--> statement-breakpoint
CREATE TABLE "Billing"."a_very_long_name_for_a_thing_that_goes_on_and_on_and_on_until_x1" ("id" serial PRIMARY KEY, "a_very_long_name_for_a_thing_that_goes_on_and_on_and_on_until_column" text, "select" integer, "mixedCase" text DEFAULT 'it''s "quoted"', "level" "auth"."level" DEFAULT 'guest');--> statement-breakpoint
CREATE TABLE "auth"."user" ("order" integer PRIMARY KEY, "größe" text, "emoji 🐘" boolean DEFAULT false);