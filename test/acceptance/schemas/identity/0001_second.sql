CREATE TABLE "invoices" (
	"number" integer DEFAULT nextval('invoice_numbers') PRIMARY KEY NOT NULL,
	"account" bigint NOT NULL REFERENCES "accounts" DEFERRABLE INITIALLY DEFERRED,
	"net" numeric(12, 2) NOT NULL,
	"vat" numeric(4, 3) DEFAULT 0.19 NOT NULL,
	"gross" numeric(14, 2) GENERATED ALWAYS AS (round("net" * (1 + "vat"), 2)) STORED,
	"due" date DEFAULT (now() AT TIME ZONE 'utc')::date + 14,
	"period" interval DEFAULT '1 mon 2 days 03:04:05',
	"flags" bit(4) DEFAULT B'1010',
	"search" tsvector GENERATED ALWAYS AS (to_tsvector('english', "net"::text)) STORED
);--> statement-breakpoint
ALTER SEQUENCE "invoice_numbers" OWNED BY "invoices"."number";