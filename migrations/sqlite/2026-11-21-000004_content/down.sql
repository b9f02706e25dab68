DROP TABLE notices;
DROP TABLE ads;
DROP TABLE ad_positions;
DROP TABLE system_configs;
DROP TABLE app_upgrades;
