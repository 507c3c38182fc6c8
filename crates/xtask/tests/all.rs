//! The commands on the real workspace, and a real PostgreSQL.

use std::net::TcpStream;

use xtask::cluster::{Cluster, Durability};
use xtask::{s3, tidy, workspace};

#[test]
fn the_workspace_is_tidy() {
    let findings = tidy::check(&workspace::root()).unwrap();
    let lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{} findings\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn a_cluster_serves_until_it_is_dropped_and_leaves_nothing() {
    let mut cluster = Cluster::start(Durability::Full).unwrap();
    let (port, log) = (cluster.port(), cluster.log());
    assert!(cluster.url().contains(&port.to_string()));
    cluster.check().unwrap();
    TcpStream::connect(("127.0.0.1", port)).unwrap();
    drop(cluster);
    TcpStream::connect(("127.0.0.1", port)).unwrap_err();
    assert!(!log.parent().unwrap().exists(), "{} is left", log.display());
}

#[test]
fn an_s3_server_serves_until_it_is_dropped() {
    let mut server = s3::Server::start().unwrap();
    let address = server.url().trim_start_matches("http://").to_owned();
    server.check().unwrap();
    TcpStream::connect(&address).unwrap();
    drop(server);
    TcpStream::connect(&address).unwrap_err();
}
