CREATE VIEW "auth"."Users" AS SELECT "order", "größe", "emoji 🐘" FROM "auth"."user" WHERE "order" > 0;--> statement-breakpoint
CREATE VIEW "Billing"."select" AS SELECT b."id", u."order" AS "group" FROM "Billing"."a_very_long_name_for_a_thing_that_goes_on_and_on_and_on_until_x1" b JOIN "auth"."user" u ON u."order" = b."select";--> statement-breakpoint
ALTER TABLE "auth"."user" RENAME COLUMN "größe" TO "size";--> statement-breakpoint
ALTER TYPE "auth"."level" RENAME VALUE 'guest' TO 'visitor';