"""Exercises, their logs, and what stands beside them."""
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('team', models.CharField(max_length=80)),
                ('version', models.PositiveIntegerField(default=0)),
                ('content', models.TextField(default='{}')),
                ('edited_by', models.CharField(default='', max_length=80)),
                ('edited_at', models.BigIntegerField(default=0)),
                ('with_lead', models.BooleanField(default=False)),
                ('note', models.TextField(default='')),
            ],
            options={
                'verbose_name': 'draft',
                'verbose_name_plural': 'drafts',
            },
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('at', models.BigIntegerField()),
            ],
            options={
                'verbose_name': 'heartbeat',
                'verbose_name_plural': 'heartbeats',
            },
        ),
        migrations.CreateModel(
            name='DraftVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('base', models.PositiveIntegerField()),
                ('act', models.CharField(choices=[('saved', 'saved'), ('conflict', 'kept beside a newer text'), ('sent', 'sent to the lead'), ('returned', 'returned to the scribe'), ('submitted', 'submitted')], max_length=12)),
                ('content', models.TextField()),
                ('seat', models.CharField(max_length=80)),
                ('at', models.BigIntegerField()),
                ('note', models.TextField(default='')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='games.draft')),
            ],
            options={
                'verbose_name': 'draft version',
                'verbose_name_plural': 'draft versions',
                'ordering': ['draft', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Exercise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=24, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('practice', models.BooleanField(default=False)),
                ('deck', models.CharField(default='', editable=False, max_length=100)),
                ('plan_digest', models.CharField(default='', editable=False, max_length=80)),
                ('rules_digest', models.CharField(default='', editable=False, max_length=80)),
                ('life', models.CharField(default='draft', editable=False, max_length=16)),
                ('head_seq', models.BigIntegerField(default=0, editable=False)),
                ('head_digest', models.CharField(default='', editable=False, max_length=64)),
                ('next_due_at', models.BigIntegerField(default=None, editable=False, null=True)),
                ('created_at', models.BigIntegerField(editable=False)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='exercises', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'exercise',
                'verbose_name_plural': 'exercises',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='draft',
            name='exercise',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='games.exercise'),
        ),
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(max_length=160)),
                ('position', models.BigIntegerField()),
                ('seq', models.BigIntegerField()),
                ('frame', models.TextField()),
                ('exercise', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='disclosures', to='games.exercise')),
            ],
            options={
                'verbose_name': 'disclosure',
                'verbose_name_plural': 'disclosures',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.CharField(max_length=80)),
                ('generation', models.PositiveIntegerField()),
                ('item', models.CharField(max_length=80)),
                ('delivered_at', models.BigIntegerField()),
                ('opened_at', models.BigIntegerField(null=True)),
                ('exercise', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='games.exercise')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
            },
        ),
        migrations.CreateModel(
            name='LoggedEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField()),
                ('data', models.TextField()),
                ('wall_at', models.BigIntegerField()),
                ('exercise_ms', models.BigIntegerField()),
                ('scenario_at', models.BigIntegerField()),
                ('turn', models.IntegerField()),
                ('actor_seat', models.CharField(max_length=80)),
                ('cause', models.BigIntegerField()),
                ('told_digest', models.CharField(max_length=64)),
                ('prev_digest', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('exercise', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='games.exercise')),
            ],
            options={
                'verbose_name': 'logged event',
                'verbose_name_plural': 'logged events',
                'ordering': ['exercise', 'seq'],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('actor', models.CharField(max_length=80)),
                ('answer', models.TextField()),
                ('exercise', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='games.exercise')),
            ],
            options={
                'verbose_name': 'receipt',
                'verbose_name_plural': 'receipts',
            },
        ),
        migrations.CreateModel(
            name='SeatAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.CharField(max_length=80)),
                ('code', models.CharField(max_length=6, unique=True)),
                ('issue', models.PositiveIntegerField(default=1)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('generation', models.PositiveIntegerField(default=0)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('blocked_until', models.BigIntegerField(default=0)),
                ('exercise', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='accesses', to='games.exercise')),
            ],
            options={
                'verbose_name': 'seat access',
                'verbose_name_plural': 'seat accesses',
            },
        ),
        migrations.CreateModel(
            name='Timer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('timer', models.CharField(max_length=160)),
                ('kind', models.CharField(max_length=16)),
                ('ref', models.CharField(max_length=160)),
                ('basis', models.CharField(max_length=16)),
                ('at_ms', models.BigIntegerField()),
                ('wall_due', models.BigIntegerField(null=True)),
                ('exercise', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='timers', to='games.exercise')),
            ],
            options={
                'verbose_name': 'timer',
                'verbose_name_plural': 'timers',
                'ordering': ['exercise', models.OrderBy(models.F('wall_due'), nulls_last=True), 'timer'],
            },
        ),
        migrations.AddIndex(
            model_name='exercise',
            index=models.Index(condition=models.Q(('next_due_at__isnull', False)), fields=['next_due_at'], name='exercise_due'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('exercise', 'team'), name='draft_team'),
        ),
        migrations.AddIndex(
            model_name='disclosure',
            index=models.Index(fields=['exercise', 'seq'], name='disclosure_seq'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.UniqueConstraint(fields=('exercise', 'audience', 'position'), name='disclosure_position'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('exercise', 'item', 'seat', 'generation'), name='delivery_once'),
        ),
        migrations.AddConstraint(
            model_name='loggedevent',
            constraint=models.UniqueConstraint(fields=('exercise', 'seq'), name='event_seq'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('exercise', 'key'), name='receipt_key'),
        ),
        migrations.AddConstraint(
            model_name='seataccess',
            constraint=models.UniqueConstraint(fields=('exercise', 'seat'), name='access_seat'),
        ),
        migrations.AddConstraint(
            model_name='timer',
            constraint=models.UniqueConstraint(fields=('exercise', 'timer'), name='timer_name'),
        ),
    ]
