CREATE TABLE "customers" (
	"id" integer PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"status" varchar(10) DEFAULT 'new' NOT NULL,
	"joined" timestamp DEFAULT now() NOT NULL
);--> statement-breakpoint
CREATE TABLE "sales" (
	"id" integer PRIMARY KEY NOT NULL,
	"customer_id" integer REFERENCES "customers"("id") ON DELETE set null,
	"amount" numeric(10, 2) NOT NULL,
	"at" timestamp DEFAULT now() NOT NULL
);--> statement-breakpoint
CREATE VIEW "public"."active_customers" AS (select "id", "name" from "customers" where "customers"."status" in ('new', 'active') order by "customers"."name");