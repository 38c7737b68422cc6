ALTER TABLE "orders" ADD CONSTRAINT "orders_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "orders_status_idx" ON "orders" USING btree ("status");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_lower" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "orders_open" ON "orders" USING btree ("user_id" DESC NULLS LAST,"placed_at") WHERE "orders"."status" IN ('pending', 'paid');--> statement-breakpoint
CREATE INDEX "users_staff" ON "users" ("name") WHERE "role" NOT IN ('member');